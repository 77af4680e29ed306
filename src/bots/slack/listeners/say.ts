import type { Identity } from '../../../models/conversation.ts';
import { renderText } from '../render-text.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { publishHome } from './publish-home.ts';

export interface Whispered {
  key: string;
  channel: string;
  user: string;
  sentence: string;
}

/** Says something to one person alone, where they are. Nobody waits for it: what it is about is recorded already. */
function whisper(
  { api, background }: Pick<ListenerDependencies, 'api' | 'background'>,
  { key, channel, user, sentence }: Whispered,
): void {
  background.run('an answer to a click', () =>
    api.call(key, (client) => client.chat.postEphemeral({ channel, user, ...renderText(sentence) })),
  );
}

/** As `whisper`, where they tapped: without a channel that was on their home, which is shown anew under the sentence. */
export function sayTo(
  dependencies: Pick<ListenerDependencies, 'api' | 'background' | 'desk'>,
  {
    key,
    channel,
    to,
    sentence,
  }: { key: string; channel?: string | undefined; to: Identity; sentence: string },
): void {
  if (channel !== undefined) whisper(dependencies, { key, channel, user: to.user, sentence });
  else dependencies.background.run('the home', () => publishHome(dependencies, key, to, sentence));
}

/** For the person, when recording failed on our side. */
export const TRY_AGAIN =
  'That could not be recorded just now; nothing has changed. Please try again in a minute.';
/** For a button of an older version of ours, or none of ours at all. */
export const OUT_OF_DATE = 'This button is out of date.';
