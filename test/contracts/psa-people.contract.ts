import { beforeEach, describe, expect, it } from 'vitest';
import { errorCode } from '../../src/errors.ts';
import type { NewNote, Ticket } from '../../src/tools/psa.ts';
import { first, type PsaBench } from './psa-bench.ts';

const NOTE: NewNote = { key: 'req_01JD8ZNOTE:plan', visibility: 'internal', text: 'Plan: add Dana Diaz.' };

/** No id of any vendor, and none that may reach a path or a query as it is. */
const ODD_IDS = ['', '0', '-1', '1 or 1=1', '../members', '1/../../2', '99999999', '%2e%2e', 'x'.repeat(500)];

/** Ends of quotes, operators, wildcards and lists of the vendors' query languages. */
const HOSTILE_WORDS = [
  'x" or id > 0 or summary = "',
  "' OR 1=1 --",
  'x" OR summary ~ "printer',
  '%',
  '*',
  '_',
  'printer\\',
  '}]}',
  '&page=1',
];

/** Of tickets and notes: who did it, where, and what else people must be able to see. Part of `describePsa`. */
export function describeWhoAndWhere(present: () => PsaBench): void {
  let bench: PsaBench;
  let startedAt: Date;
  beforeEach(() => {
    bench = present();
    startedAt = bench.clock.now();
  });

  const ticketOf = async (ticketId: string): Promise<Ticket> => {
    const ticket = await bench.psa.ticket(ticketId);
    if (!ticket) throw new Error(`there is no ticket ${ticketId}`);
    return ticket;
  };
  /** The same ticket by itself and in the list of changes: both have to say the same. */
  const bothReadings = async (ticketId: string): Promise<Ticket[]> => {
    const listed = (await bench.psa.ticketsChangedSince(startedAt)).filter(({ id }) => id === ticketId);
    expect(listed).toHaveLength(1);
    return [await ticketOf(ticketId), ...listed];
  };

  describe('who opened a ticket', () => {
    it('is the contact who did it in the portal', async () => {
      for (const ticket of await bothReadings(bench.contactOpensTicket('Printer'))) {
        expect(ticket.openedBy).toMatchObject({ kind: 'contact', id: bench.contactId });
        expect(ticket.contactId).toBe(bench.contactId);
      }
    });

    it('is the contact whose mail became a ticket', async ({ skip }) => {
      if (!bench.contactMailsTicket) return skip('this vendor does not tell mail from the rest');
      for (const { openedBy, contactId } of await bothReadings(bench.contactMailsTicket('Printer'))) {
        expect(openedBy).toMatchObject({ kind: 'contact', id: bench.contactId });
        expect(contactId).toBe(bench.contactId);
      }
    });

    it('is the technician, though it is a contact’s ticket', async () => {
      for (const { openedBy, contactId } of await bothReadings(bench.technicianOpensTicket('Printer'))) {
        expect(openedBy).toMatchObject({ kind: 'technician', id: bench.technicianId });
        expect(contactId).toBe(bench.contactId);
      }
    });

    it('is nobody where a program did it, whomever it names', async () => {
      const ticketId = await bench.programOpensTicket('Disk is almost full');
      for (const { openedBy } of await bothReadings(ticketId)) expect(openedBy.kind).toBe('automation');
    });

    it('is ourselves where we did it, whoever asked us', async () => {
      const { id } = await bench.psa.openTicket(
        {
          key: 'req_01JD8ZTICKET',
          companyId: bench.companyId,
          summary: 'Access to Zendesk',
          description: 'I need access to Zendesk, please.',
          contactEmail: bench.contactEmail,
        },
        first,
      );

      for (const { openedBy, contactId } of await bothReadings(id)) {
        expect(openedBy.kind).toBe('ourselves');
        expect(contactId).toBe(bench.contactId);
      }
    });
  });

  describe('a new ticket', () => {
    it('is for us only in the place that is configured', async () => {
      const here = bench.contactOpensTicket('Printer');
      const elsewhere = bench.contactOpensTicket('Printer', { elsewhere: true });

      for (const { intake } of await bothReadings(here)) expect(intake).toBe(true);
      expect((await ticketOf(elsewhere)).intake).toBe(false);
    });

    it('has what was written when it was opened, as plain text', async () => {
      const description = 'I cannot print.\nThe screen says "PC LOAD <b>LETTER</b>" & blinks.';
      const ticketId = bench.contactOpensTicket('Printer', { description });
      bench.clock.advance({ minutes: 5 });
      bench.contactWrites(ticketId, 'It is smoking now.');
      bench.technicianWrites(ticketId, 'Looks like the fuser.', 'internal');

      const [read, listed] = await bothReadings(ticketId);
      expect(read?.description?.trim()).toBe(description);
      expect(listed?.description).toBeUndefined();
    });

    it('has what was written when it was opened as its description, and not among its notes', async () => {
      const description = 'approve 7Q4KXM';
      const ticketId = bench.contactOpensTicket('Printer', { description });
      expect(await bench.psa.notes(ticketId)).toEqual([]);

      bench.clock.advance({ minutes: 1 });
      bench.contactWrites(ticketId, description);

      expect((await ticketOf(ticketId)).description?.trim()).toBe(description);
      expect((await bench.psa.notes(ticketId)).map(({ text }) => text.trim())).toEqual([description]);
    });

    it('has no description where nobody wrote one', async () => {
      const ticketId = bench.contactOpensTicket('Printer');
      bench.clock.advance({ minutes: 5 });
      bench.contactWrites(ticketId, 'Any news?');

      expect((await ticketOf(ticketId)).description).toBeUndefined();
    });

    it('keeps the time at which it was opened, whatever happens to it', async () => {
      const openedAt = bench.clock.now().getTime();
      const ticketId = bench.contactOpensTicket('Printer');
      bench.clock.advance({ hours: 3 });
      bench.contactWrites(ticketId, 'Any news?');

      for (const { createdAt, updatedAt } of await bothReadings(ticketId)) {
        expect(Math.abs(createdAt.getTime() - openedAt)).toBeLessThanOrEqual(1_000);
        expect(updatedAt.getTime() - createdAt.getTime()).toBeGreaterThanOrEqual(3 * 3_600_000 - 1_000);
      }
    });

    it('belongs to nobody until a technician takes it', async () => {
      const ticketId = bench.contactOpensTicket('Printer');
      for (const ticket of await bothReadings(ticketId)) expect(ticket.assignee).toBeUndefined();

      bench.technicianTakes(ticketId);
      bench.technicianWrites(ticketId, 'Mine.', 'internal');

      for (const { assignee } of await bothReadings(ticketId)) {
        expect(assignee).toMatchObject({ id: bench.technicianId, name: expect.stringMatching(/\w/) });
        expect((await bench.psa.notes(ticketId)).at(-1)?.author).toMatchObject(assignee ?? {});
      }
    });

    it('has changed once a technician took it', async () => {
      const ticketId = bench.contactOpensTicket('Printer');
      bench.clock.advance({ hours: 2 });
      const since = bench.clock.now();
      bench.technicianTakes(ticketId);

      expect((await bench.psa.ticketsChangedSince(since)).map(({ id }) => id)).toEqual([ticketId]);
    });
  });

  describe('notes, who wrote them and who hears of them', () => {
    let ticketId: string;
    beforeEach(() => {
      ticketId = bench.contactOpensTicket('Printer');
      bench.clock.advance({ minutes: 1 });
    });

    it('count as a change of their ticket, whoever wrote them', async () => {
      for (const write of [
        () => bench.technicianWrites(ticketId, 'approve 7Q4KXM', 'internal'),
        () => bench.contactWrites(ticketId, 'Any news?'),
        () => bench.psa.addNote(ticketId, NOTE, first),
      ]) {
        bench.clock.advance({ hours: 2 });
        const since = bench.clock.now();
        expect(await bench.psa.ticketsChangedSince(since)).toEqual([]);
        await write();
        expect((await bench.psa.ticketsChangedSince(since)).map(({ id }) => id)).toEqual([ticketId]);
      }
    });

    it('name contact and technician by the ids that they have elsewhere', async () => {
      bench.contactWrites(ticketId, 'Any news?');
      bench.technicianWrites(ticketId, 'On it', 'public');

      expect((await bench.psa.notes(ticketId)).map(({ author, byMail }) => ({ author, byMail }))).toEqual([
        {
          author: { kind: 'contact', id: bench.contactId, name: expect.stringMatching(/\w/) },
          byMail: false,
        },
        {
          author: { kind: 'technician', id: bench.technicianId, name: expect.stringMatching(/\w/) },
          byMail: false,
        },
      ]);
    });

    it('say when they came by mail, whosever address was on it', async ({ skip }) => {
      if (!bench.contactMails) return skip('this vendor does not mark what came by mail');
      bench.contactMails(ticketId, 'approve 7Q4KXM');
      bench.technicianMails?.(ticketId, 'approve 7Q4KXM');

      const notes = await bench.psa.notes(ticketId);
      expect(notes).toHaveLength(bench.technicianMails ? 2 : 1);
      expect(notes[0]).toMatchObject({ byMail: true, author: { kind: 'contact', id: bench.contactId } });
      // Where the vendor does not say by mail, it must not say that a technician wrote it.
      for (const { byMail, author } of notes) expect(byMail || author.kind !== 'technician').toBe(true);
    });

    it('are mailed to the contact only when public and asked to be', async ({ skip }) => {
      const notes = [
        { key: 'a', visibility: 'internal', text: 'internal' },
        { key: 'b', visibility: 'internal', text: 'internal, with a slip', notifyContact: true },
        { key: 'c', visibility: 'public', text: 'public' },
        { key: 'd', visibility: 'public', text: 'public, not to mail', notifyContact: false },
        { key: 'e', visibility: 'public', text: 'public, to mail', notifyContact: true },
      ] as const;
      for (const note of notes) await bench.psa.addNote(ticketId, note, first);

      const stored = bench.notes(ticketId);
      expect(stored).toHaveLength(notes.length);
      if (stored[0]?.mailed === undefined) return skip('this vendor leaves no choice');
      expect(stored.map(({ mailed }) => mailed)).toEqual([false, false, false, false, true]);
    });
  });

  describe('contacts', () => {
    it('are found by id, with their company and address', async () => {
      expect(await bench.psa.contact(bench.contactId)).toEqual({
        id: bench.contactId,
        companyId: bench.companyId,
        name: expect.stringMatching(/\w/) as string,
        email: bench.contactEmail,
        active: true,
      });
    });

    it('are inactive once they left', async () => {
      bench.contactLeaves();

      expect(await bench.psa.contact(bench.contactId)).toMatchObject({ id: bench.contactId, active: false });
    });

    it('are unknown by any other id, which reaches nothing else', async () => {
      for (const id of ODD_IDS) expect(await bench.psa.contact(id), id).toBeUndefined();
      expect(bench.calls.filter(({ path }) => /\/(members|2)$/.test(path))).toEqual([]);
    });

    it('are never taken for unknown because the PSA does not answer', async () => {
      bench.faults.add({ method: 'GET', path: /./, times: 3, answer: { kind: 'status', status: 503 } });

      await expect(bench.psa.contact(bench.contactId)).rejects.toMatchObject({ code: 'unavailable' });
    });
  });

  describe('earlier tickets of a person', () => {
    const earlier = (fields: { email?: string; words?: string; limit?: number } = {}) =>
      bench.psa.earlierTickets({
        companyId: bench.companyId,
        email: bench.contactEmail,
        words: '',
        limit: 10,
        signal: first.signal,
        ...fields,
      });
    const summaries = async (...wanted: Parameters<typeof earlier>) =>
      (await earlier(...wanted)).map(({ summary }) => summary);
    const opens = (summary: string, email: string = bench.contactEmail): void => {
      bench.contactOpensTicket(summary, { email });
      bench.clock.advance({ minutes: 1 });
    };

    it('come newest first, no more than are wanted, the others’ not among them', async () => {
      for (let number = 1; number <= 6; number += 1) opens(`Printer ${number}`);
      opens('Printer of a colleague', bench.colleagueEmail);
      opens('Secret merger', bench.strangerEmail);

      expect(await summaries({ limit: 4 })).toEqual(['Printer 6', 'Printer 5', 'Printer 4', 'Printer 3']);
      expect(await summaries()).toHaveLength(6);
    });

    it('can be those with a word in the summary', async () => {
      opens('Printer is out of toner');
      opens('Scanner');
      opens('The printer again');

      expect(await summaries({ words: 'printer' })).toEqual(['The printer again', 'Printer is out of toner']);
      expect(await summaries({ words: 'out of toner' })).toEqual(['Printer is out of toner']);
      expect(await summaries({ words: 'nothing of the kind' })).toEqual([]);
    });

    it('are none for a contact who never wrote, in whatever form their address is written', async () => {
      opens('Printer');

      expect(await summaries({ email: bench.colleagueEmail })).toEqual([]);
      expect(await summaries({ email: bench.contactEmail.toUpperCase() })).toEqual(['Printer']);
    });

    it('are refused for an address that the company does not have', async () => {
      opens('Secret merger', bench.strangerEmail);
      for (const email of [
        bench.strangerEmail,
        'nobody@nowhere.example',
        '',
        '*',
        '%@%',
        bench.contactEmail.slice(1),
        `${bench.contactEmail}" or summary ~ "merger`,
        `x' OR '1'='1`,
      ])
        await expect(earlier({ email }), email).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are never more than the words say, whatever the words are', async () => {
      opens('Printer');
      opens('Secret merger', bench.strangerEmail);
      for (const words of HOSTILE_WORDS) {
        const found = await summaries({ words }).catch((error: unknown) => {
          expect(errorCode(error), words).toBe('invalid_input');
          return [];
        });
        expect(found, words).toEqual([]);
      }
      // Refused by us, not by the vendor: nothing went out that it could have misread.
      expect(bench.calls.every(({ status }) => status < 400)).toBe(true);
    });
  });
}
