import {
  codeOnTicket,
  newestTicket,
  opensTicket,
  setTickets,
  takesTicket,
  writesOnTicket,
} from './on-tickets.ts';
import type { Scenario } from './scenario.ts';

const ASK = 'I need access to Zendesk';

/** From the portal to the answer, without any chat. */
export const ticketApprovedByNote: Scenario = {
  name: 'ticket-approved-by-note',
  story:
    'Dana opens a ticket in HaloPSA; Tess approves it there by a private note with the code, and Dana reads the answer.',
  async play(stage) {
    await setTickets(stage, { psa: 'halopsa', decideByNote: true, askedIn: ['ticket'] });
    await opensTicket(stage, 'dana', ASK);
    await stage.reaches('awaiting_approval');
    const code = await codeOnTicket(stage);
    await writesOnTicket(stage, 'tess', 'approved, go ahead');
    await stage.until('the hint that this decides nothing', async () =>
      (await stage.notes('internal')).length >= 4 ? true : undefined,
    );
    stage.holds('a sentence decides nothing', stage.directoryWrites() === 0);
    await writesOnTicket(stage, 'tess', `approve ${code}`);
    const done = await stage.reaches('completed');
    stage.holds(
      'Tess is on record',
      done.approvals.some(({ by }) => by === 'Tess Tanaka'),
    );
    const groups = await stage.directory('Dana Diaz', 'Groups');
    stage.holds('Dana is in the group', groups.includes('Zendesk Users'));
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
    const answers = await stage.notes('public');
    stage.holds(
      'Dana reads the answer on the ticket',
      answers.some((text) => text.includes('Done.')),
    );
    stage.holds('and no code', !answers.some((text) => text.includes(code)));
    stage.holds('nobody was asked in chat', (await stage.repliesTo('tess')).length === 0);
  },
};

/** A ticket that chat decides. */
export const jiraTicket: Scenario = {
  name: 'jira-ticket',
  story:
    'Dana opens an issue in Jira; the plan is an internal note, Tess signs in Slack, Dana is answered on the issue.',
  async play(stage) {
    await setTickets(stage, { psa: 'jira' });
    await opensTicket(stage, 'dana', ASK);
    await stage.reaches('awaiting_approval');
    const [plan = '', ...others] = await stage.notes('internal');
    stage.holds('the plan is in one internal note', plan.includes('Zendesk Users') && others.length === 0);
    stage.holds('Dana reads nothing of it', (await stage.notes('public')).length === 0);
    await stage.clicks('tess', 'Approve');
    await stage.reaches('completed');
    const answers = await stage.notes('public');
    stage.holds(
      'Dana reads the answer on the issue',
      answers.some((text) => text.includes('Done.')),
    );
    const { label, closed } = await newestTicket(stage);
    stage.holds(`${label} is done`, /^LAKE-\d+$/.test(label) && closed);
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
  },
};

/** A technician's own way. */
export const takenOver: Scenario = {
  name: 'taken-over',
  story:
    'Theo takes the ticket over in Autotask while it waits: the request is withdrawn, and its cards close.',
  async play(stage) {
    await setTickets(stage, { psa: 'autotask' });
    await opensTicket(stage, 'dana', ASK);
    await stage.reaches('awaiting_approval');
    await stage.card('tess', 'Approve');
    await stage.advance({ hours: 1 });
    await takesTicket(stage, 'theo');
    await stage.reaches('cancelled');
    stage.holds('nothing was written to the directory', stage.directoryWrites() === 0);
    stage.holds('Tess’s card is closed', await stage.wasTold('tess', /^Closed/));
    const answers = await stage.notes('public');
    stage.holds(
      'Dana was told that a technician has it',
      answers.some((text) => text.startsWith('A technician has taken over')),
    );
  },
};
