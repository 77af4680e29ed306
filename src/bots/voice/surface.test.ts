import { describeSurface } from '../../../test/contracts/surface.contract.ts';
import type { ShownMessage } from '../../../test/contracts/surface-bench.ts';
import { DANA, LINE, openVoiceBench, TESS, type VoiceBench } from '../../../test/support/voice-bench.ts';
import type { Surface } from '../../flows/surface.ts';
import type { Identity } from '../../models/conversation.ts';
import { phoneIdentity } from '../../models/phone-number.ts';
import type { PhoneMessage } from '../../sandbox/twilio/index.ts';

describeSurface('The telephone', async () => {
  const bench = await openVoiceBench();
  const { simulated } = bench;
  const textsTo = ({ user }: Identity) => simulated.messagesTo(user).map(shown);
  return {
    surface: heardOf(bench),
    desk: bench.desk,
    faults: simulated.faults,
    requester: phoneIdentity(DANA),
    requesterEmail: 'dana@lakeside.example',
    approver: phoneIdentity(TESS),
    stranger: { provider: 'phone', tenant: 'call', user: '+15555559999' },
    postRoute: { method: 'POST', path: /\/Messages\.json$/ },
    asks: async () => ({ surface: 'voice', tenant: LINE, conversation: `CA${'0'.repeat(32)}` }),
    taps: () => Promise.reject(new Error('there are no buttons on a telephone')),
    directMessages: textsTo,
    thread: () => textsTo(phoneIdentity(DANA)),
    windowOf: () => undefined,
    deletes: () => undefined,
    settled: () => bench.settled(),
    close: () => bench.close(),
  };
});

/** Twilio's reports have come before anybody asks again. */
function heardOf({ voice: { surface }, simulated }: VoiceBench): Surface {
  return {
    ...surface,
    async tell(...said) {
      try {
        return await surface.tell(...said);
      } finally {
        await simulated.settled();
      }
    },
  };
}

/** What a telephone makes something of: addresses; and what it hides or turns round. */
const LIVE = /\b[a-z][a-z\d+.-]*:\/\/\S+|\bwww\.\S+|[\p{Cf}\p{Cc}\u3164\u115F]/giu;

function shown({ sid, body }: PhoneMessage): ShownMessage {
  const live = [...body.replaceAll('\n', ' ').matchAll(LIVE)].map(([hit]) => hit);
  return { id: sid, text: body, buttons: [], private: false, signs: [], live };
}
