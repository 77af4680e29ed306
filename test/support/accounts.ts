import type { Identity } from '../../src/models/conversation.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';

/** The Slack account of somebody in the demo: one of the MSP's people, or an employee of a client. */
export function accountOf(who: string): Identity {
  const employers = clients.map(({ slackTeamId, users }) => ({ slackTeamId, people: users }));
  for (const { slackTeamId, people } of [{ ...msp, people: msp.technicians }, ...employers]) {
    const user = people.find(({ key }) => key === who)?.slackUserId;
    if (user !== undefined) return { provider: 'slack', tenant: slackTeamId, user };
  }
  throw new Error(`nobody in the demo is called ${who}`);
}
