import { CountersignError, describeForTechnician, type ErrorCode, errorCode } from '../../errors.ts';
import type { Client } from '../../models/client.ts';
import type { AccountNumber, TwilioApi } from './api.ts';
import { PATHS, type PublicAddress } from './public-address.ts';

/** One thing that was looked at: fine, or what is wrong with what an admin does about it. */
export type Finding =
  | { kind: 'fine'; subject: string }
  | { kind: 'problem'; subject: string; problem: string; fix: string };

export interface CheckDependencies {
  api: TwilioApi;
  address: PublicAddress;
  clients: readonly Pick<Client, 'name' | 'voiceNumbers'>[];
}

/** Whether the account lets us in, and whether each client's numbers are its own and deliver to us. Changes nothing. */
export async function checkVoice({ api, address, clients }: CheckDependencies): Promise<Finding[]> {
  const subject = 'Twilio account';
  try {
    const numbers = await api.numbers();
    const wanted = clients.flatMap(({ name, voiceNumbers }) =>
      voiceNumbers.map((number) => ({ number, subject: `Voice Agent number ${number} of ${name}` })),
    );
    return [{ kind: 'fine', subject }, ...wanted.map((one) => checkNumber(one, numbers, address.origin))];
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    const fix = FIXES[errorCode(error)] ?? 'Try again; if it stays, look for this call in the log.';
    return [{ kind: 'problem', subject, problem: describeForTechnician(error), fix }];
  }
}

const FIXES: Partial<Record<ErrorCode, string>> = {
  unauthenticated:
    'Set VOICE_ACCOUNT_SID with VOICE_AUTH_TOKEN, or VOICE_API_KEY_SID with VOICE_API_KEY_SECRET, from the Twilio console.',
  unavailable: 'Check whether this machine may reach api.twilio.com over https.',
  timeout: 'Check whether this machine may reach api.twilio.com over https.',
};

function checkNumber(
  { number, subject }: { number: string; subject: string },
  numbers: readonly AccountNumber[],
  origin: string | undefined,
): Finding {
  const found = numbers.find((one) => one.number === number);
  if (!found)
    return {
      kind: 'problem',
      subject,
      problem: 'the Twilio account does not have it',
      fix: 'Buy or port it there, or correct voiceNumbers of the client.',
    };
  const wrong = origin === undefined ? [] : misdirected(found, origin);
  if (wrong.length === 0) return { kind: 'fine', subject };
  return {
    kind: 'problem',
    subject,
    problem: 'it does not deliver to us',
    fix: `In the Twilio console, set ${wrong.join('; ')}.`,
  };
}

/** Overrides of connections stand behind a hash, and are the admin's. */
function misdirected({ voiceUrl, smsUrl, statusCallback }: AccountNumber, origin: string): string[] {
  const settings = [
    { name: '“A call comes in”', is: voiceUrl, path: PATHS.incomingCall },
    { name: '“Call status changes”', is: statusCallback, path: PATHS.callStatus },
    { name: '“A message comes in”', is: smsUrl, path: PATHS.incomingText },
  ];
  return settings
    .filter(({ is, path }) => is.replace(/#.*$/s, '') !== `${origin}${path}`)
    .map(({ name, path }) => `${name} to ${origin}${path}`);
}
