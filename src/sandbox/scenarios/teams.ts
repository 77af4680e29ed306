import { cardInTeams, hasButtonsInTeams, saysInTeams, tapsInTeams, wordsInTeams } from './in-teams.ts';
import { setTickets } from './on-tickets.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const ASK = 'I need access to Zendesk';

async function wasGiven(stage: Stage): Promise<void> {
  const groups = await stage.directory('Dana Diaz', 'Groups');
  stage.holds('Dana is in the group', groups.includes('Zendesk Users'));
  stage.holds('by exactly one write', stage.directoryWrites() === 1);
}

async function wasToldInTeams(stage: Stage, person: string, words: RegExp): Promise<boolean> {
  return (await wordsInTeams(stage, person)).some((text) => words.test(text));
}

/** The common path, in Teams alone. */
export const teamsApproved: Scenario = {
  name: 'teams-approved',
  story: 'Dana asks in Teams, Tess approves the card in Teams, and Dana is told in Teams.',
  async play(stage) {
    await setTickets(stage, { askedIn: ['teams'] });
    await saysInTeams(stage, 'dana', ASK);
    await stage.reaches('awaiting_approval');
    stage.holds('nothing was changed yet', stage.directoryWrites() === 0);
    await cardInTeams(stage, 'theo', 'Approve');
    await tapsInTeams(stage, 'tess', 'Approve');
    await stage.reaches('completed');
    await wasGiven(stage);
    stage.holds('Dana was told in Teams', await wasToldInTeams(stage, 'dana', /^Done\./));
    stage.holds('Theo’s card names Tess', await wasToldInTeams(stage, 'theo', /^Approved[^]*By Tess Tanaka/));
    stage.holds('nobody was written to in Slack', (await stage.repliesTo('tess')).length === 0);
  },
};

/** Both chats at once. */
export const askedInTeamsApprovedInSlack: Scenario = {
  name: 'asked-in-teams-approved-in-slack',
  story: 'Dana asks in Teams; Tess has a card in Slack and one in Teams, and her tap in Slack closes both.',
  async play(stage) {
    await setTickets(stage, { askedIn: ['slack', 'teams'] });
    await saysInTeams(stage, 'dana', ASK);
    await stage.reaches('awaiting_approval');
    const late = await cardInTeams(stage, 'theo', 'Deny it');
    await stage.clicks('tess', 'Approve');
    await stage.reaches('completed');
    await wasGiven(stage);
    stage.holds('Dana was told where she had asked', await wasToldInTeams(stage, 'dana', /^Done\./));
    stage.holds('and not in Slack', (await stage.repliesTo('dana')).length === 0);
    stage.holds('no card in Teams has buttons any more', !(await hasButtonsInTeams(stage, 'tess')));
    await stage.world.teams.clicks('theo', late, 'Deny it', { inputs: { reason: 'Too late' } });
    stage.holds('a denial that comes late changes nothing', stage.directoryWrites() === 1);
  },
};
