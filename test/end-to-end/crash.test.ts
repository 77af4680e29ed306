import { describe, expect, it, vi } from 'vitest';
import { verifyChain } from '../../src/models/audit.ts';
import { AUTO } from '../../src/models/tool-policy.ts';
import {
  approves,
  cardOf,
  comesToRest,
  denies,
  endingOfNewest,
  hasCard,
  type Lane,
  letsItExpire,
  play,
  type Story,
  setPolicies,
} from '../support/journey.ts';
import { openLanes, type Steps } from '../support/lanes.ts';
import { trap } from '../support/moments.ts';
import { PATIENCE, TIMEOUT_MS } from '../support/patience.ts';
import type { ProcessWorld } from '../support/processes.ts';

/** Each has a process of its own. */
const LANES = 3;

const MODEL = { vendor: 'openai', call: /^POST / } as const;
const TICKET = { vendor: 'connectwise', call: /^POST .*\/service\/tickets$/ } as const;
const READ_TICKET = { vendor: 'connectwise', call: /^GET .*\/service\/tickets\/\d+$/ } as const;
const TICKET_STATUS = { vendor: 'connectwise', call: /^PATCH .*\/service\/tickets\// } as const;
const PLAN_NOTE = {
  vendor: 'connectwise',
  call: /^POST .*\/notes$/,
  about: (body: string) => body.includes('"internalAnalysisFlag":true'),
} as const;
const POST = { vendor: 'slack', call: /^POST .*\/chat\.postMessage$/ } as const;
const CARD = { ...POST, about: (body: string) => body.includes('approval_approve') };
const REPLY = { ...POST, about: (body: string) => body.includes('"channel":"D0DANA"') };
const CARD_UPDATE = { vendor: 'slack', call: /^POST .*\/chat\.update$/ } as const;
const FIRST_WRITE = { vendor: 'microsoft', call: /^POST .*\/members\/\$ref$/ } as const;
const SECOND_WRITE = { vendor: 'microsoft', call: /^POST .*\/assignLicense$/ } as const;
const PASSWORD = { vendor: 'microsoft', call: /^PATCH .*\/users\// } as const;

const ASKING: Steps = [
  ['right after intake', { vendor: 'slack', call: /^POST .*\/reactions\.add$/, at: 'arrived' }],
  ['during diagnosis', { ...MODEL, at: 'arrived' }],
  ['during diagnosis, at the second call to the model', { ...MODEL, at: 'arrived', nth: 2 }],
  ['before the ticket', { ...TICKET, at: 'arrived' }],
  ['when the ticket is there and we do not know', { ...TICKET, at: 'done' }],
  ['after the plan, before the note', { ...PLAN_NOTE, at: 'arrived' }],
  ['when the note is there and we do not know', { ...PLAN_NOTE, at: 'done' }],
];

const SENDING_CARDS: Steps = [
  ['between note and card', { ...CARD, at: 'arrived' }],
  ['after the first of several cards', { ...CARD, at: 'done' }],
];

const DECIDED: Steps = [
  ['after the decision, before any write', { ...READ_TICKET, at: 'arrived' }],
  ['after the decision, before a card has followed', { ...CARD_UPDATE, at: 'arrived' }],
];

const CARRYING_OUT: Steps = [
  ['before the first write', { ...FIRST_WRITE, at: 'arrived' }],
  ['when the first write took effect and we do not know', { ...FIRST_WRITE, at: 'done' }],
  ['after the first write, before the second', { ...SECOND_WRITE, at: 'arrived' }],
  ['when the second write took effect and we do not know', { ...SECOND_WRITE, at: 'done' }],
];

const ANSWERING: Steps = [
  ['before the reply', { ...REPLY, at: 'arrived' }],
  ['when the reply was given and we do not know', { ...REPLY, at: 'done' }],
  ['after the reply, before that is recorded', { ...REPLY, at: 'answered', holding: TICKET_STATUS }],
];

const { inLane, survives, allIdle } = openLanes(LANES);

const ASK = 'I need access to Zendesk and Power BI';
const concurrent = { concurrent: true, timeout: TIMEOUT_MS };

describe('a request that a technician approves', concurrent, () => {
  survives({ text: ASK, acts: [approves('tess')] }, { status: 'completed' }, [
    ...ASKING,
    ...SENDING_CARDS,
    ...DECIDED,
    ...CARRYING_OUT,
    ...ANSWERING,
  ]);
});

describe('a request that is denied', concurrent, () => {
  survives({ text: ASK, acts: [denies('theo', 'Not this quarter')] }, { status: 'denied', changes: [] }, [
    ['after the decision, before a card has followed', { ...CARD_UPDATE, at: 'arrived' }],
  ]);
});

describe('a request that nobody decides', concurrent, () => {
  survives({ text: ASK, acts: [letsItExpire] }, { status: 'expired', changes: [] }, [
    ['when the reply was given and we do not know', { ...REPLY, at: 'done' }],
  ]);
});

it('expires while no process runs, as soon as one does', { timeout: TIMEOUT_MS }, () =>
  inLane(async (lane) => {
    const { world } = lane;
    const waitsAlone: Story = { text: ASK, acts: [] };
    expect(await play(lane, waitsAlone)).toMatchObject({ status: 'awaiting_approval' });
    await lane.process.kill();
    world.clock.advance({ hours: 24, ms: 1 });
    const late = cardOf(world, 'tess');

    lane.process = await world.start();
    await world.slack.clicks('tess', late, 'approval_approve');

    expect(await endingOfNewest(world)).toMatchObject({
      status: 'expired',
      changes: [],
      messages: { dana: [expect.stringContaining('has expired and nothing was changed')] },
    });
    expect(JSON.stringify(cardOf(world, 'tess').blocks)).not.toContain('approval_approve');
  }),
);

/** Slack delivers while we are down, too: what is approved on a card that we do not know of has to close that card. */
it('closes a card that was approved before we knew that it had been sent', { timeout: TIMEOUT_MS }, () =>
  inLane(async (lane) => {
    const { world } = lane;
    await world.clear();
    await setPolicies(world, {});
    const dies = trap(world, { ...CARD, at: 'done' }, () => lane.process.kill());
    await world.slack.says('dana', 'dm', ASK);
    await dies.done;
    const [who] = ['tess', 'theo', 'ada'].filter((one) => hasCard(world, one));
    lane.process = await world.start();

    await approves(who ?? 'nobody')(lane);
    await comesToRest(lane);

    const ending = await endingOfNewest(world);
    expect(ending).toMatchObject({ status: 'completed', owed: [], tickets: ['Completed'] });
    expect(ending.changes).toHaveLength(2);
    expect(ending.notes).toHaveLength(4);
    expect(ending.messages['dana']).toHaveLength(1);
    for (const one of ['tess', 'theo', 'ada'])
      for (const card of ending.messages[one] ?? []) expect(card).not.toContain('Approve\nDeny');
    expect(ending.messages[who ?? '']).toEqual([expect.stringContaining('Approved by')]);
  }),
);

describe('a request that needs nobody', concurrent, () => {
  const policies = { add_to_group: AUTO, assign_licence: AUTO };
  survives({ text: ASK, policies, acts: [] }, { status: 'completed' }, [
    ['when the note is there and we do not know', { ...PLAN_NOTE, at: 'done' }],
    ['after the note, before any write', { ...READ_TICKET, at: 'arrived' }],
    ['when the first write took effect and we do not know', { ...FIRST_WRITE, at: 'done' }],
  ]);
});

describe('a new password', concurrent, () => {
  const story: Story = {
    text: 'I forgot my password',
    acts: [approves('tess'), approves('max'), revealsOnce],
  };
  survives(story, { status: 'completed' }, [
    ['before it is set', { ...PASSWORD, at: 'arrived' }],
    ['when it is set and we do not know', { ...PASSWORD, at: 'done' }],
    ['when it was offered and we do not know', { ...REPLY, at: 'done', nth: 2 }],
  ]);
});

/** The password that the directory took is shown to Dana, and to nobody a second time. */
async function revealsOnce({ world }: Lane): Promise<void> {
  expect(await reveal(world)).toContain(lastPassword(world));
  expect(await reveal(world)).toContain('shown already');
}

async function reveal({ slack }: ProcessWorld): Promise<string> {
  const offer = slack
    .messagesSeenBy('dana', 'dm')
    .findLast(({ blocks }) => JSON.stringify(blocks).includes('secret_reveal'));
  if (!offer) throw new Error('Dana was offered no password');
  await slack.clicks('dana', offer, 'secret_reveal');
  return vi.waitFor(() => {
    const shown = JSON.stringify(slack.modalOf('dana')?.content.blocks ?? []);
    expect(shown).toMatch(/rich_text|shown already/);
    slack.state.modals.clear();
    return JSON.parse(`"${shown.replaceAll('"', '')}"`) as string;
  }, PATIENCE);
}

function lastPassword({ changes }: ProcessWorld): string {
  const { passwordProfile } = (changes.at(-1)?.body ?? {}) as { passwordProfile?: { password?: string } };
  return passwordProfile?.password ?? 'no password was set';
}

it('leaves an audit trail without a gap behind all these crashes', { timeout: TIMEOUT_MS }, async () => {
  for (const { world } of await allIdle()) {
    const entries = await world.stores.audit.read(0, 10_000);
    expect(entries.length).toBeGreaterThan(0);
    expect(verifyChain(entries)).toMatchObject({ kind: 'intact' });
  }
});
