import { describeSurface } from '../../../test/contracts/surface.contract.ts';
import type { SurfaceBench } from '../../../test/contracts/surface-bench.ts';
import { openSlackBench } from '../../../test/support/slack-bench.ts';
import { readBlocks, readMessage } from '../../../test/support/slack-reading.ts';
import type { Identity } from '../../models/conversation.ts';

const slackUser = (tenant: string, user: string): Identity => ({ provider: 'slack', tenant, user });

describeSurface('Slack', openBench);

async function openBench(): Promise<SurfaceBench> {
  const bench = await openSlackBench();
  const { simulated } = bench;
  simulated.addWorkspace({
    id: 'T0STRANGER',
    name: 'Elsewhere',
    users: [{ key: 'eve', id: 'U0EVE', name: 'Eve Else', email: 'eve@elsewhere.example' }],
  });
  const botOf = (teamId: string) => simulated.workspace(teamId).install?.botUserId;
  return {
    surface: bench.slack.surface,
    desk: bench.desk,
    faults: simulated.faults,
    requester: slackUser('T0LAKESIDE', 'U0DANA'),
    requesterEmail: 'dana@lakeside.example',
    approver: slackUser('T0HARBOR', 'U0TESS'),
    stranger: slackUser('T0STRANGER', 'U0EVE'),
    postRoute: { method: 'POST', path: /\/chat\.postMessage$/ },
    async writes(text) {
      const { delivery, payload } = await simulated.says('dana', 'dm', text);
      return {
        acknowledged: delivery.acknowledged,
        attempts: delivery.attempts.length,
        async again() {
          await simulated.courier.event(payload, {
            headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
          });
        },
      };
    },
    async taps(who, message, button, reason) {
      const shown = simulated.message(message.conversation, message.message);
      if (!shown) throw new Error('the message is gone');
      await simulated.clicks(who.user, shown, button);
      const form = simulated.modalOf(who.user);
      if (reason !== undefined && form) await simulated.submits(form, reason === '' ? {} : { reason });
    },
    directMessages: (who) =>
      simulated.messagesSeenBy(who.user).map((message) => readMessage(message, botOf(who.tenant))),
    thread: ({ tenant, conversation, thread }) =>
      [...simulated.state.messages.values()]
        .filter(({ channel, ts, threadTs }) => channel === conversation && (threadTs ?? ts) === thread)
        .map((message) => readMessage(message, botOf(tenant))),
    windowOf(who) {
      const modal = simulated.modalOf(who.user);
      return modal && readBlocks(modal.content.blocks);
    },
    deletes: ({ conversation, message }) =>
      void simulated.state.messages.delete(`${conversation}:${message}`),
    settled: () => bench.settled(),
    close: () => bench.close(),
  };
}
