import { expect, it } from 'vitest';
import { wireText } from '../../sandbox/slack/wire-text.ts';
import { readText } from './read-text.ts';

it.each([
  ['<@U1BOT> please help', 'please help'],
  ['<@U1BOT>: <@U1BOT|countersign>, help <@U2|max>', 'help @max'],
  ['ask <@U1BOT>', 'ask @U1BOT'],
  ['<#C1|general> <!here> <!subteam^S1|@it>', '#general @here @it'],
  ['<https://x.example>', 'https://x.example'],
  ['<https://evil.example|your bank>', 'your bank (https://evil.example)'],
  ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
  ['&lt;@U2&gt; &amp;amp;', '<@U2> &amp;'],
])('reads %j', (wire, text) => {
  expect(readText(wire, 'U1BOT')).toBe(text);
});

it('reads what a person typed as they typed it', () => {
  const typed = 'if a < b && c > d see https://x.example/?a=1&b=2 or mail me@x.example';
  expect(readText(wireText(typed))).toBe(typed);
});
