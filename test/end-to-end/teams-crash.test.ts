import { describe } from 'vitest';
import { approvesInTeams } from '../support/journey.ts';
import { openLanes } from '../support/lanes.ts';
import { TIMEOUT_MS } from '../support/patience.ts';

const { survives } = openLanes(2);

const POST = { vendor: 'teams', call: /^POST .*\/activities$/u } as const;
const TYPING = { ...POST, about: (body: string) => body.includes('"type":"typing"') };
const CARD = { ...POST, about: (body: string) => body.includes('Action.ShowCard') };
const REPLY = { ...POST, about: (body: string) => body.includes('Done.') };
const CARD_UPDATE = { vendor: 'teams', call: /^PUT .*\/activities\//u } as const;
const TICKET_STATUS = { vendor: 'connectwise', call: /^PATCH .*\/service\/tickets\//u } as const;

/**
 * Teams lets a bot look for none of its own messages. What may have arrived is known as soon as somebody looks at it, and
 * people do: then nothing is there twice.
 */
describe('a request in Teams that is approved in Teams', { concurrent: true, timeout: TIMEOUT_MS }, () => {
  survives(
    {
      text: 'I need access to Zendesk',
      chat: 'teams',
      approvalChannels: ['teams'],
      acts: [approvesInTeams('tess')],
    },
    { status: 'completed' },
    [
      ['right after intake', { ...TYPING, at: 'arrived' }],
      ['between note and card', { ...CARD, at: 'arrived' }],
      ['when a card was sent and we do not know', { ...CARD, at: 'done' }],
      ['after the decision, before a card has followed', { ...CARD_UPDATE, at: 'arrived' }],
      ['before the reply', { ...REPLY, at: 'arrived' }],
      ['when the reply was given and we do not know', { ...REPLY, at: 'done' }],
      ['after the reply, before that is recorded', { ...REPLY, at: 'answered', holding: TICKET_STATUS }],
    ],
  );
});
