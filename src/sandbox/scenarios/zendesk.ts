import { AUTO } from '../../models/tool-policy.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const ASK = 'I need access to Zendesk';
const GROUP = 'Zendesk Users';

/** Shared by the stories in which Dana asks for Zendesk and somebody has to sign. */
async function askAndWait(stage: Stage): Promise<void> {
  await stage.says('dana', ASK);
  await stage.reaches('awaiting_approval');
  const internal = await stage.notes('internal');
  stage.holds(
    'the plan is in one internal note',
    internal.filter((text) => text.includes(GROUP)).length === 1,
  );
  stage.holds('Dana has been told nothing yet', (await stage.repliesTo('dana')).length === 0);
  stage.holds('nothing was changed yet', stage.directoryWrites() === 0);
}

async function inGroup(stage: Stage): Promise<boolean> {
  return (await stage.directory('Dana Diaz', 'Groups')).includes(GROUP);
}

/** The common path. */
export const zendeskApproved: Scenario = {
  name: 'zendesk-approved',
  story: 'Dana asks for Zendesk, Tess signs, the group is given once, and Dana is told.',
  async play(stage) {
    await askAndWait(stage);
    await stage.card('theo', 'Approve');
    await stage.clicks('tess', 'Approve');
    await stage.reaches('completed');
    stage.holds('Dana is in the group', await inGroup(stage));
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
    stage.holds('Dana was told in the thread', await stage.wasTold('dana', /^Done\./));
    stage.holds(
      'and on the ticket',
      (await stage.notes('public')).some((text) => text.includes('Done.')),
    );
    stage.holds('Theo’s card names Tess', await stage.wasTold('theo', /^Approved/));
  },
};

/** One denial, with its reason. */
export const zendeskDenied: Scenario = {
  name: 'zendesk-denied',
  story: 'Dana asks for Zendesk, Tess denies it with a reason, nothing is changed, and Dana is told.',
  async play(stage) {
    await askAndWait(stage);
    await stage.clicks('tess', 'Deny');
    await stage.submits('tess', { reason: 'Not before the training' });
    await stage.reaches('denied');
    stage.holds('Dana is not in the group', !(await inGroup(stage)));
    stage.holds('nothing was written to the directory', stage.directoryWrites() === 0);
    stage.holds('Dana was told, with the reason', await stage.wasTold('dana', /not approved.*training/s));
    stage.holds('every card is closed', !(await hasButtons(stage)));
  },
};

/** Nobody decides. */
export const expired: Scenario = {
  name: 'expired',
  story:
    'Nobody signs for 24 hours and a millisecond: the request expires, and a late click changes nothing.',
  async play(stage) {
    await askAndWait(stage);
    const card = await stage.card('tess', 'Approve');
    await stage.advance({ hours: 24, ms: 1 });
    await stage.reaches('expired');
    await stage.clicks('tess', 'Approve', card);
    await stage.hears('tess', /^This request has expired/);
    stage.holds('Dana is not in the group', !(await inGroup(stage)));
    stage.holds('nothing was written to the directory', stage.directoryWrites() === 0);
    stage.holds('Dana was told to send it again', await stage.wasTold('dana', /expired.*again/s));
    stage.holds('every card is closed', !(await hasButtons(stage)));
  },
};

/** Only looking. */
export const planMode: Scenario = {
  name: 'plan-mode',
  story: 'In plan mode the agent looks, writes one internal note, and stops: no card, no change, no reply.',
  async play(stage) {
    await stage.setMode('plan');
    await stage.says('dana', ASK);
    await stage.reaches('plan_noted');
    stage.holds('the plan is in one internal note', (await stage.notes('internal')).length === 1);
    stage.holds('Dana was told nothing', (await stage.repliesTo('dana')).length === 0);
    stage.holds('nobody was asked', (await stage.repliesTo('tess')).length === 0);
    stage.holds('nothing was written to the directory', stage.directoryWrites() === 0);
  },
};

/** Nobody is asked. */
export const allAuto: Scenario = {
  name: 'all-auto',
  story: 'With the policy of adding to groups on auto, Dana gets Zendesk without anybody being asked.',
  async play(stage) {
    await stage.setPolicy('add_to_group', AUTO);
    await stage.says('dana', ASK);
    await stage.reaches('completed');
    stage.holds('Dana is in the group', await inGroup(stage));
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
    stage.holds('nobody was asked', (await stage.repliesTo('tess')).length === 0);
    stage.holds('the note was written all the same', (await stage.notes('internal')).length > 0);
    stage.holds('Dana was told', await stage.wasTold('dana', /^Done\./));
  },
};

async function hasButtons(stage: Stage): Promise<boolean> {
  const technicians = await Promise.all(['tess', 'theo', 'ada'].map((key) => stage.person(key)));
  return technicians.some(({ messages }) =>
    messages.some(({ blocks }) => blocks.some(({ type }) => type === 'actions')),
  );
}
