import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoteVisibility } from '../../src/models/ticket.ts';
import type { PsaWindow } from '../../src/sandbox/psa-windows/psa-window.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { codeOn, DANA, opens, ours, PSAS, requestOn, resetBetween, ZENDESK } from '../support/psa-desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** A request that may be decided on its ticket, and the people around it. */
interface Waiting {
  people: PsaWindow;
  ticketId: string;
  code: string;
  /** Another ticket, whose request waits too. */
  otherTicketId: string;
}

interface Row {
  /** What somebody writes, after `it`. */
  what: string;
  does: (waiting: Waiting) => void | Promise<void>;
  /** What the trail says; nothing where nobody tried to decide. */
  refused?: RegExp;
}

const NOT_BY_TECHNICIAN = /not written by a technician/u;
const NOT_EXACTLY = /not exactly a command/u;
const theo = 'theo';

function theoWrites(text: (code: string) => string, visibility?: NoteVisibility): Row['does'] {
  return ({ people, ticketId, code }) => {
    const note = { ticketId, technician: theo, text: text(code) };
    people.technicianWrites({ ...note, ...(visibility && { visibility }) });
  };
}

const DECIDES_NOTHING: readonly Row[] = [
  { what: '“no, don’t approve”', does: theoWrites(() => 'no, don’t approve') },
  {
    what: 'a reply with our note quoted under it',
    does: theoWrites((code) => `Please hold on.\n\nCountersign wrote:\n> approve ${code}\n> deny ${code}`),
  },
  {
    what: 'a sentence with the command in it',
    does: theoWrites((code) => `Shall I approve ${code}?`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'the command below another line',
    does: theoWrites((code) => `Looks fine.\napprove ${code}`),
    refused: NOT_EXACTLY,
  },
  { what: 'the command without a code', does: theoWrites(() => 'Approved!'), refused: NOT_EXACTLY },
  {
    what: 'approve and deny in one note',
    does: theoWrites((code) => `approve ${code}\ndeny ${code}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'the command as HTML',
    does: theoWrites((code) => `<b>approve</b> ${code}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'the command with a letter of no width in it',
    does: theoWrites((code) => `app\u200brove ${code}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'a code with a letter of no width in it',
    does: theoWrites((code) => `approve ${code.slice(0, 3)}\u2060${code.slice(3)}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'a command between marks that turn the reading direction',
    does: theoWrites((code) => `\u202eapprove ${code}\u202c`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'a Cyrillic letter that looks like ours',
    does: theoWrites((code) => `\u0430pprove ${code}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'a Greek letter in the code that looks like ours',
    does: theoWrites((code) => `approve ${code.slice(0, -1)}\u0391`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'letters of full width',
    does: theoWrites((code) => `\uff41pprove ${code}`),
    refused: NOT_EXACTLY,
  },
  {
    what: 'a public note of a technician',
    does: theoWrites((code) => `approve ${code}`, 'public'),
    refused: /not internal/u,
  },
  {
    what: 'a note that was changed into the command before it was read',
    does({ people, ticketId, code }) {
      people.sendWebhooks(false);
      const noteId = people.technicianWrites({ ticketId, technician: theo, text: 'Looking into it' });
      desk.clock.advance({ ms: 5_000 });
      people.sendWebhooks(true);
      people.technicianEdits({ noteId, technician: theo, text: `approve ${code}` });
      return desk.app.runDue();
    },
    refused: /changed after it was written/u,
  },
  {
    what: 'a note that was changed into the command after it was read',
    async does({ people, ticketId, code }) {
      const noteId = people.technicianWrites({ ticketId, technician: theo, text: 'Looking into it again' });
      await desk.settled();
      desk.clock.advance({ ms: 5_000 });
      people.technicianEdits({ noteId, technician: theo, text: `approve ${code}` });
      await desk.app.runDue();
      await desk.app.runDue();
    },
    refused: /changed after it was written/u,
  },
  {
    what: 'the requester in the portal',
    does: ({ people, ticketId, code }) =>
      void people.contactWrites({ ticketId, email: DANA, text: `approve ${code}` }),
    refused: NOT_BY_TECHNICIAN,
  },
  {
    what: 'the manager in the portal, where nobody decides',
    does: ({ people, ticketId, code }) =>
      void people.contactWrites({ ticketId, email: 'max@lakeside.example', text: `approve ${code}` }),
    refused: NOT_BY_TECHNICIAN,
  },
  {
    what: 'a mail with a technician’s address',
    does: ({ people, ticketId, code }) =>
      people.technicianMails({ ticketId, technician: theo, text: `approve ${code}` }),
    refused: /not written by a technician|not internal|by e-mail/u,
  },
  {
    what: 'another program in a technician’s name',
    does: ({ people, ticketId, code }) =>
      people.programWrites({ ticketId, technician: theo, text: `approve ${code}` }),
    refused: NOT_BY_TECHNICIAN,
  },
  {
    what: 'another program that copies our note',
    async does({ people, ticketId }) {
      const [asking = ''] = ours(desk.notes(await requestOn(desk, ticketId))).internal.filter((text) =>
        text.startsWith('Approval needed'),
      );
      await people.programWrites({ ticketId, technician: theo, text: asking });
      await people.programWrites({ ticketId, technician: theo, text: asking.split('\n\n').at(-2) ?? '' });
    },
  },
  {
    what: 'a code that is nobody’s',
    does: theoWrites(() => 'approve ABCDEFG'),
    refused: /not that of this request/u,
  },
  {
    what: 'the code on another ticket',
    does: ({ people, otherTicketId, code }) =>
      void people.technicianWrites({ ticketId: otherTicketId, technician: theo, text: `approve ${code}` }),
    refused: /not that of this request/u,
  },
];

const refusals = async () =>
  (await desk.audit()).filter(({ action }) => action === 'decision_refused').map(({ details }) => details);

describe.each(PSAS)('a note in %s', (psa) => {
  let waiting: Waiting;
  const statuses = async () => (await desk.app.stores.requests.recent(5)).map(({ status }) => status);

  beforeAll(async () => {
    await resetBetween(desk);
    await desk.tickets({ psa, decideByNote: true, approvalChannels: ['slack', psa] });
    const request = await opens(desk, psa, ZENDESK);
    const other = await opens(desk, psa, 'I need access to Salesforce');
    waiting = {
      people: desk.psa[psa],
      ticketId: request.ticket?.id ?? '',
      code: codeOn(desk, request),
      otherTicketId: other.ticket?.id ?? '',
    };
  });

  it.each(DECIDES_NOTHING)('decides nothing: $what', async ({ does, refused }) => {
    const before = (await refusals()).length;
    await does(waiting);
    await desk.settled();

    expect(await statuses()).toEqual(['awaiting_approval', 'awaiting_approval']);
    expect(desk.writes()).toEqual([]);
    const since = (await refusals()).slice(before);
    expect(since.map(({ why }) => why)).toEqual(refused ? [expect.stringMatching(refused)] : []);
    for (const details of since)
      expect(details).toMatchObject({
        note: expect.any(String),
        textHash: expect.stringMatching(/^\w{64}$/u),
      });
  });

  it('is answered once with how to decide, however often somebody came near', async () => {
    const hints = ours(desk.notes(await requestOn(desk, waiting.ticketId))).internal.filter((text) =>
      text.startsWith('This decides nothing yet'),
    );
    expect(hints).toHaveLength(1);
  });

  it('still decides after all of this, once, when it is the right one', async () => {
    const { people, ticketId, code } = waiting;
    people.technicianWrites({ ticketId, technician: theo, text: `\n  Approve   ${code.toLowerCase()} \n` });
    await desk.settled();
    people.technicianWrites({ ticketId, technician: 'tess', text: `approve ${code}` });
    people.technicianWrites({ ticketId, technician: 'tess', text: `deny ${code}` });
    await desk.app.runDue();
    await desk.settled();

    expect((await requestOn(desk, ticketId)).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
    const decided = (await desk.audit()).filter(({ action }) => action === 'approval_decided');
    expect(decided.map(({ by, details }) => [by?.name, details['verdict']])).toEqual([
      ['Theo Brandt', 'approved'],
    ]);
    expect(decided[0]?.details).toMatchObject({ note: expect.any(String), textHash: expect.any(String) });
  });
});
