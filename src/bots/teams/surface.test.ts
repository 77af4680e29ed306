import { describeSurface } from '../../../test/contracts/surface.contract.ts';
import type { SurfaceBench } from '../../../test/contracts/surface-bench.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { readCard, readMessage, readNotice } from '../../../test/support/teams-reading.ts';
import { SECOND_MS } from '../../clock.ts';
import type { Surface } from '../../flows/surface.ts';
import type { ConversationRef, Identity, MessageRef } from '../../models/conversation.ts';
import { clients, msp } from '../../sandbox/demo-data.ts';
import type { SeenMessage } from '../../sandbox/teams/index.ts';

/** Longer than Teams shows a bot as typing. */
const TYPING_ENDS_MS = 11 * SECOND_MS;

const [lakeside] = clients;
const entra = (tenant: string, user: string): Identity => ({ provider: 'entra', tenant, user });

describeSurface('Teams', openBench);

async function openBench(): Promise<SurfaceBench> {
  const bench = await openTeamsBench({ simulated: { installedFor: [] } });
  const { simulated } = bench;
  await simulated.installs('dana');
  await simulated.installs('tess');
  await bench.settled();
  simulated.clearScreens();
  const { tenantId: home } = simulated.conversation('tess');
  simulated.addTenant({
    id: '57a49e40-0000-4000-8000-000000000001',
    name: 'Elsewhere',
    users: [
      {
        key: 'eve',
        aadObjectId: '57a49e40-0000-4000-8000-00000000a001',
        name: 'Eve Else',
        email: 'eve@elsewhere.example',
      },
    ],
  });
  const keyOf = ({ user }: Identity) => simulated.user(user).key;
  const shownTo = (who: string, { message }: Pick<MessageRef, 'message'>): SeenMessage => {
    const seen = simulated.everythingSeenBy(who).find(({ id }) => id === message);
    if (!seen) throw new Error('the message is gone');
    return seen;
  };
  return {
    surface: watched(bench),
    desk: bench.desk,
    faults: simulated.faults,
    requester: entra(lakeside?.entraTenantId ?? '', simulated.user('dana').aadObjectId),
    requesterEmail: 'dana@lakeside.example',
    approver: entra(msp.entraTenantId, simulated.user('tess').aadObjectId),
    // Where companies share a conversation, Teams names its owner's tenant, and the stranger's own directory id.
    stranger: entra(home, simulated.user('eve').aadObjectId),
    postRoute: { method: 'POST', path: /\/v3\/conversations\/[^/]+\/activities$/ },
    async writes(text) {
      const { delivery, activity } = await simulated.says('dana', 'personal', text);
      return {
        acknowledged: delivery.acknowledged,
        attempts: delivery.attempts.length,
        again: async () => void (await simulated.courier.deliver(activity)),
      };
    },
    async taps(who, message, button, reason) {
      if (who.user === simulated.user('eve').aadObjectId) simulated.join('eve', message.conversation);
      const inputs = reason === undefined ? {} : { inputs: { reason } };
      const shown = shownTo(keyOf(who), message);
      await simulated.clicks(keyOf(who), shown.message, unfolded(shown, button), inputs);
    },
    directMessages: (who) => read(simulated.messagesSeenBy(keyOf(who))),
    thread: ({ conversation }: ConversationRef) => {
      const typing = simulated.typingSeenBy('dana', conversation);
      return read(simulated.messagesSeenBy('dana', conversation), typing);
    },
    windowOf(who) {
      const dialog = simulated.dialogOf(keyOf(who));
      if (!dialog) return undefined;
      return dialog.shows.kind === 'card' ? readCard(dialog.shows.card) : dialog.shows.text;
    },
    deletes: ({ conversation, message }) =>
      void simulated.state.messages.delete(
        [...simulated.state.messages].find(
          ([, one]) => one.conversationId === conversation && one.id === message,
        )?.[0] ?? '',
      ),
    settled: () => bench.settled(),
    close: () => bench.close(),
  };
}

/** The line under a card comes after all messages, as it is what was shown last. */
function read(seen: readonly SeenMessage[], typing = false) {
  const here = seen.filter(({ deleted }) => !deleted);
  return [...here.map((one) => readMessage(one, { typing })), ...here.flatMap(readNotice)];
}

/** Some buttons unfold a question first: what is tapped then has the same word in its title. */
function unfolded({ buttons }: SeenMessage, button: string): string {
  return buttons.find(({ title }) => title === `${button} it`)?.title ?? button;
}

/**
 * Everybody has Teams open: they look at a card the moment it arrives, and Teams asks us for its present state, also
 * when the answer to our call was lost. And time passes: typing that is not repeated goes away.
 */
function watched({ teams: { surface }, simulated, clock, listener }: TeamsBench): Surface {
  const looking = async <T>(say: Promise<T>): Promise<T> => {
    try {
      return await say;
    } finally {
      for (const who of ['dana', 'tess'])
        for (const seen of simulated.messagesSeenBy(who).slice(-1)) await simulated.opens(who, seen);
      await listener.settled();
    }
  };
  return {
    ...surface,
    reply: (...said) => looking(surface.reply(...said)),
    tell: (...said) => looking(surface.tell(...said)),
    sendApprovalCard: (...said) => looking(surface.sendApprovalCard(...said)),
    offerSecret: (...said) => looking(surface.offerSecret(...said)),
    async showWorking(message, working) {
      await surface.showWorking(message, working);
      if (!working) clock.advance({ ms: TYPING_ENDS_MS });
    },
  };
}
