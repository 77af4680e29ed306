import { expect, it } from 'vitest';
import { Activity } from './activity.ts';
import { isAddressed, readMessage } from './read-text.ts';

const BOT = { id: '28:bot', name: 'Countersign' };
const mention = (text: string, mentioned: { id: string; name?: string }) => ({
  type: 'mention',
  text,
  mentioned,
});

function activity(more: object): Activity {
  return Activity.parse({
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:dana' },
    recipient: BOT,
    conversation: { id: '19:chat@thread.v2' },
    ...more,
  });
}

it.each([
  ['<at>Countersign</at> my screen is dark', 'my screen is dark'],
  ['<at>Countersign</at>\u00A0my screen', 'my screen'],
  ['<at>Countersign</at>&nbsp;my screen', 'my screen'],
  ['please <at>Countersign</at>, my screen', 'please , my screen'],
])('takes its own mention out of %j', (text, said) => {
  const called = activity({ text, entities: [mention('<at>Countersign</at>', BOT)] });

  expect(readMessage(called)).toBe(said);
  expect(isAddressed(called)).toBe(true);
});

it('reads the mention of somebody else as their name, in the words of the entity', () => {
  const entities = [
    mention('<at>Countersign</at>', BOT),
    mention('<at>Max</at>', { id: '29:max', name: 'Max Moreno' }),
  ];
  const text = '<at>Countersign</at> <at>Max</at> cannot print';

  expect(readMessage(activity({ text, entities }))).toBe('@Max Moreno cannot print');
});

it('takes a mention out by its name where Teams leaves its words out, as in group chats', () => {
  const entities = [
    { type: 'mention', text: null, mentioned: BOT },
    { type: 'mention', mentioned: { id: '29:max', name: 'Max' } },
    { type: 'mention', mentioned: { id: '29:nameless' } },
  ];
  const called = activity({ text: '<at>Countersign</at> status of <at>Max</at>', entities });

  expect(readMessage(called)).toBe('status of @Max');
  expect(isAddressed(called)).toBe(true);
});

it('reads the entities that some clients put into plain text, each once', () => {
  const text = 'the group R&amp;D:&nbsp;a &lt; b, &quot;it&#39;s&quot; &amp;lt;, &copy; &';

  expect(readMessage(activity({ text }))).toBe('the group R&D: a < b, "it\'s" &lt;, &copy; &');
});

it('takes a tag that is no mention for what was typed', () => {
  const typed = activity({ text: '<at>Countersign</at> <b>x</b> $& a < b' });

  expect(readMessage(typed)).toBe('<at>Countersign</at> <b>x</b> $& a < b');
  expect(isAddressed(typed)).toBe(false);
});

it('names files and pictures that came along, and not the text’s own HTML', () => {
  const attachments = [
    { contentType: 'text/html', content: '<p>this error</p>' },
    { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'log.txt' },
    { contentType: 'image/png', name: 'screen.png' },
    { contentType: 'image/*' },
    { contentType: 7 },
  ];

  expect(readMessage(activity({ text: 'this error', attachments }))).toBe(
    'this error\n(attached: log.txt, screen.png, a picture)',
  );
});
