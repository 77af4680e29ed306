import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { utcText } from '../../src/flows/utc-text.ts';
import type { Identity } from '../../src/models/conversation.ts';
import type { Person } from '../../src/models/person.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import { accountOf } from '../support/accounts.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { clickBody, deliver } from '../support/raw-slack.ts';

const ZENDESK = 'I need access to Zendesk';
const TESS = accountOf('tess');
const DANA = accountOf('dana');
const LEE = accountOf('lee');
const MAX = accountOf('max');
/** Dana's second account, in the MSP's workspace. */
const DANA_TOO: Identity = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0DANATOO' };
/** Somebody of a connected workspace, with the very user id of a technician. */
const STRANGER: Identity = { ...TESS, tenant: 'T0STRANGE' };

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

interface Button {
  requestId: string;
  approvalId: string;
  planDigest: string;
}

const buttonOf = (card: SlackMessage): Button => {
  const elements = card.blocks.flatMap(
    (block) => (block['elements'] as { value?: string }[] | undefined) ?? [],
  );
  return JSON.parse(elements.find(({ value }) => value)?.value ?? 'null') as Button;
};

/** What a click on Approve is answered with, to whoever clicked. */
async function click(by: Identity, value: object, action = 'approval_approve'): Promise<string> {
  const before = whispers().length;
  const user = { id: by.user, team_id: by.tenant };
  const body = clickBody({ user, channel: desk.card('tess').channel, action, value });
  expect((await deliver(desk.url, { path: '/slack/interactions', body })).status).toBe(200);
  await desk.settled();
  await expect.poll(() => whispers().length).toBe(before + 1);
  expect(whispers().at(-1)?.user).toBe(by.user);
  return whispers().at(-1)?.text ?? '';
}

function whispers(): { user: string; text: string }[] {
  return desk.slack.calls
    .filter(({ path }) => path.endsWith('/chat.postEphemeral'))
    .map(({ body }) => body as { user: string; text: string });
}

async function person(identity: Identity): Promise<Person> {
  const found = await desk.app.stores.people.byIdentity(identity);
  if (!found) throw new Error(`nobody has ${identity.user}`);
  return found;
}

const refusals = async () => (await desk.audit()).filter(({ action }) => action === 'decision_refused');

async function expectNothingDecided(sentence: RegExp, by: Identity): Promise<void> {
  const [refusal, ...others] = await refusals();
  expect(others).toEqual([]);
  expect(refusal?.details).toMatchObject({
    identity: `${by.provider}:${by.tenant}:${by.user}`,
    why: expect.stringMatching(sentence) as string,
  });
  const request = await desk.newest();
  expect(request.status).toBe('awaiting_approval');
  expect(request.approvals.map(({ state }) => state.kind)).not.toContain('approved');
  expect(desk.writes()).toEqual([]);
}

describe('a click that may not decide', () => {
  const people: readonly (readonly [string, Identity, RegExp, () => Promise<unknown>])[] = [
    [
      'somebody of a connected workspace with a technician’s user id',
      STRANGER,
      /do not know you/u,
      async () => undefined,
    ],
    ['the requester', DANA, /your own request/u, async () => undefined],
    [
      'the requester, though they have become a technician',
      DANA,
      /your own request/u,
      async () => desk.app.stores.people.setRole(await person(DANA), 'msp_technician'),
    ],
    [
      'the requester by another account, though they have become a technician',
      DANA_TOO,
      /your own request/u,
      async () => {
        const dana = await person(DANA);
        await desk.app.stores.people.link(dana.id, [DANA_TOO]);
        await desk.app.stores.people.setRole(await person(DANA), 'msp_technician');
      },
    ],
    ['a colleague of the requester', LEE, /Only a technician/u, async () => undefined],
    [
      'a technician who has left',
      TESS,
      /do not know you/u,
      async () => desk.app.stores.people.setActive(await person(TESS), false),
    ],
    [
      'a technician whose role was taken away after the card was sent',
      TESS,
      /Only a technician/u,
      async () => desk.app.stores.people.setRole(await person(TESS), null),
    ],
    [
      'a technician of other clients',
      TESS,
      /not one of the technicians of Lakeside Dental/u,
      async () => {
        const theo = await person(accountOf('theo'));
        const clients = desk.database.connection.collection<{ _id: string }>('clients');
        await clients.updateOne({ _id: 'lakeside' }, { $set: { technicianIds: [theo.id] } });
      },
    ],
  ];

  it.each(people)('is refused with a sentence, and audited: %s', async (_who, by, sentence, prepare) => {
    await desk.ask('lee', 'The blue thing blinks');
    await desk.ask('dana', ZENDESK);
    const button = buttonOf(desk.card('tess'));
    await prepare();

    expect(await click(by, button)).toMatch(sentence);
    await expectNothingDecided(sentence, by);
  });

  it.each([
    ['the manager on the technicians’ card', 'tess', MAX, /Only a technician/u],
    ['a technician on the manager’s card', 'max', TESS, /Only the manager/u],
  ] as const)('is refused with a sentence, and audited: %s', async (_who, whose, by, sentence) => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await desk.ask('dana', ZENDESK);

    expect(await click(by, buttonOf(desk.card(whose)))).toMatch(sentence);
    await expectNothingDecided(sentence, by);
  });

  it('is refused when a form of denial was opened by one person and is sent by another', async () => {
    await desk.ask('dana', ZENDESK);
    await desk.slack.clicks('tess', desk.card('tess'), 'approval_deny');
    const modal = desk.slack.modalOf('tess');
    if (!modal) throw new Error('no form was opened');
    await desk.slack.submits({ ...modal, userId: 'U0DANA' });
    await desk.settled();

    expect((await desk.newest()).status).toBe('awaiting_approval');
  });

  it('takes no name, role or account from what the button carries', async () => {
    await desk.ask('dana', ZENDESK);
    const tess = await person(TESS);
    const forged = {
      ...buttonOf(desk.card('tess')),
      by: TESS,
      user: TESS.user,
      personId: tess.id,
      role: 'msp_admin',
      team_id: TESS.tenant,
    };

    expect(await click(DANA, forged)).toMatch(/your own request/u);
    await expectNothingDecided(/your own request/u, DANA);
  });
});

describe('a recorded click, played again', () => {
  const twoRequests = async (): Promise<[ServiceRequest, Button, ServiceRequest, Button]> => {
    const danas = await desk.ask('dana', ZENDESK);
    const danaButton = buttonOf(desk.card('tess'));
    const maxs = await desk.ask('max', 'I need access to Salesforce');
    return [danas, danaButton, maxs, buttonOf(desk.card('tess'))];
  };

  it.each([
    [
      'its request swapped',
      (one: Button, other: Button) => ({ ...one, requestId: other.requestId }),
      /do not know this request/u,
    ],
    [
      'its approval swapped',
      (one: Button, other: Button) => ({ ...one, approvalId: other.approvalId }),
      /do not know this request/u,
    ],
    [
      'its plan swapped',
      (one: Button, other: Button) => ({ ...one, planDigest: other.planDigest }),
      /no longer the present one/u,
    ],
    [
      'everything but the plan swapped',
      (one: Button, other: Button) => ({ ...other, planDigest: one.planDigest }),
      /no longer the present one/u,
    ],
  ])('decides nothing with %s, and is audited', async (_what, forge, sentence) => {
    const [, one, , other] = await twoRequests();
    expect(one.planDigest).not.toBe(other.planDigest);

    expect(await click(TESS, forge(one, other))).toMatch(sentence);
    expect((await refusals()).map(({ details }) => details['why'])).toEqual([
      expect.stringMatching(sentence),
    ]);
    const requests = await desk.app.stores.requests.recent(2);
    expect(requests.map(({ status }) => status)).toEqual(['awaiting_approval', 'awaiting_approval']);
    expect(desk.writes()).toEqual([]);
  });

  it('decides nothing after the deadline, and is audited', async () => {
    await desk.ask('dana', ZENDESK);
    const button = buttonOf(desk.card('tess'));
    await desk.control.advance({ hours: 24 });

    expect(await click(TESS, button)).toMatch(/expired/u);
    expect(await refusals()).toHaveLength(1);
    expect((await desk.newest()).status).toBe('expired');
    expect(desk.writes()).toEqual([]);
  });

  it('decides nothing after it was done: its own author is thanked, another is told who and when', async () => {
    await desk.ask('dana', ZENDESK);
    const button = buttonOf(desk.card('tess'));
    await click(TESS, button);
    const { status, execution, approvals } = await desk.newest();
    expect(status).toBe('completed');

    expect(await click(TESS, button)).toMatch(/approved this already. Thank you/u);
    const signed = approvals[0]?.state;
    const approvedAt = signed?.kind === 'approved' ? signed.at : expect.fail('nobody has approved');
    const theo = accountOf('theo');
    expect(await click(theo, button)).toContain(
      `Tess Tanaka has approved this already (${utcText(approvedAt)})`,
    );
    expect((await desk.newest()).execution).toEqual(execution);
    expect(desk.writes()).toHaveLength(1);
  });

  it('tells who approved to somebody who denies afterwards, and changes nothing', async () => {
    await desk.ask('dana', ZENDESK);
    const shown = desk.card('theo');
    await desk.approve('tess');
    await desk.slack.clicks('theo', shown, 'approval_deny');
    const modal = desk.slack.modalOf('theo');
    if (modal) await desk.slack.submits(modal, { reason: 'No' });
    await desk.settled();

    await expect.poll(() => whispers().at(-1)?.text).toMatch(/Tess Tanaka has approved this already/u);
    expect((await desk.newest()).status).toBe('completed');
    expect(desk.told('dana')).toHaveLength(1);
  });
});

describe('an approval of a plan that changed', () => {
  it('decides nothing by the card of the plan before', async () => {
    await desk.ask('dana', ZENDESK);
    const button = buttonOf(desk.card('tess'));
    const requests = desk.database.connection.collection<{ _id: string }>('requests');
    await requests.updateOne(
      { _id: button.requestId },
      { $set: { 'plan.digest': 'f'.repeat(64), 'approvals.0.planDigest': 'f'.repeat(64) } },
    );

    expect(await click(TESS, button)).toMatch(/no longer the present one/u);
    expect(desk.writes()).toEqual([]);
  });
});

it('changes nothing by links: a hundred GETs, as a scanner or an unfurler makes them', async () => {
  await desk.ask('dana', ZENDESK);
  const button = buttonOf(desk.card('tess'));
  const paths = [
    '/slack/events',
    '/slack/interactions',
    '/slack/commands',
    '/connectwise/callbacks',
    '/healthz',
    '/readyz',
    '/metrics',
    '/',
    '/api/decide',
    `/approve/${button.approvalId}`,
  ];
  const query = new URLSearchParams({
    ...button,
    verdict: 'approve',
    payload: JSON.stringify({
      type: 'block_actions',
      actions: [{ action_id: 'approval_approve', value: JSON.stringify(button) }],
    }),
  });
  const before = await desk.records();
  const all = Array.from({ length: 100 }, (_, index) =>
    fetch(`${desk.url}${paths[index % paths.length]}?${query}`),
  );
  for (const response of await Promise.all(all)) await response.arrayBuffer();
  await desk.settled();

  expect(await desk.records()).toBe(before);
  expect(desk.writes()).toEqual([]);
});
