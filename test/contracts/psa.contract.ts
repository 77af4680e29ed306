import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultPlan, ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { NewNote, NewTicket } from '../../src/tools/psa.ts';
import type { PsaBench } from './psa-bench.ts';
import { describeWhoAndWhere } from './psa-people.contract.ts';

export type { PsaBench } from './psa-bench.ts';

/** What people type: quotes, operators, other scripts, markup, characters that turn the reading direction. */
const NASTY =
  'He said "open; closedFlag=true" or 1=1 — O\'Brien \\ {x} <script>alert(1)</script> & שלום 👩‍👩‍👧‍👦 %_* [2026-01-01]';

/** What any PSA must do for us, whatever it is called. */
export function describePsa(name: string, open: () => Promise<PsaBench>): void {
  describe(`${name} as a PSA`, () => {
    let bench: PsaBench;

    beforeEach(async () => {
      bench = await open();
    });

    afterEach(async () => {
      expect(bench.faults.unused).toEqual([]);
      await bench.close();
    });

    const first = { retry: false, signal: new AbortController().signal };
    const again = { ...first, retry: true };
    const newTicket = (fields: Partial<NewTicket> = {}): NewTicket => ({
      key: 'req_01JD8ZTICKET',
      companyId: bench.companyId,
      summary: 'Access to Zendesk',
      description: 'I need access to Zendesk, please.',
      contactEmail: bench.contactEmail,
      ...fields,
    });
    const newNote = (fields: Partial<NewNote> = {}): NewNote => ({
      key: 'req_01JD8ZNOTE:plan',
      visibility: 'internal',
      text: 'Plan: add Dana Diaz to Zendesk Users.',
      ...fields,
    });
    const noteTexts = (ticketId: string) => bench.notes(ticketId).map(({ text }) => text);

    describeWhoAndWhere(() => bench);

    describe('opening tickets', () => {
      it('opens a ticket that technicians find with the words of the requester', async () => {
        const { psa, id } = await bench.psa.openTicket(newTicket(), first);

        expect(psa).toBe(bench.psa.name);
        expect(bench.tickets()).toMatchObject([
          {
            id,
            summary: 'Access to Zendesk',
            description: 'I need access to Zendesk, please.',
            closed: false,
          },
        ]);
        expect(await bench.psa.ticket(id)).toMatchObject({
          id,
          summary: 'Access to Zendesk',
          companyId: bench.companyId,
          status: 'new',
          closed: false,
          contactEmail: bench.contactEmail,
        });
      });

      it('opens one ticket, though the answer to the first attempt was lost', async () => {
        bench.faults.add({ ...bench.routes.createTicket, answer: { kind: 'effect_then_cut' } });
        await expect(bench.psa.openTicket(newTicket(), first)).rejects.toMatchObject({ code: 'unavailable' });

        const { id } = await bench.psa.openTicket(newTicket(), again);

        expect(bench.tickets().map((ticket) => ticket.id)).toEqual([id]);
      });

      it('never sends a second ticket by itself after an error that may hide a success', async () => {
        bench.faults.add({ ...bench.routes.createTicket, answer: { kind: 'status', status: 500 } });

        await expect(bench.psa.openTicket(newTicket(), first)).rejects.toMatchObject({ code: 'unavailable' });

        expect(bench.calls.filter(matches(bench.routes.createTicket))).toHaveLength(1);
      });

      it('opens a ticket in a repeated attempt when the first never arrived', async () => {
        await bench.psa.openTicket(newTicket({ key: 'req_01JD8ZOTHER' }), first);

        await bench.psa.openTicket(newTicket(), again);

        expect(bench.tickets()).toHaveLength(2);
      });

      it('opens a ticket for somebody that the PSA does not know', async () => {
        const { id } = await bench.psa.openTicket(
          newTicket({ contactEmail: 'new"@lakeside.example' }),
          first,
        );

        expect((await bench.psa.ticket(id))?.contactEmail).toBeUndefined();
      });

      it('says not found, and no more, about a ticket that does not exist', async () => {
        expect(await bench.psa.ticket('99999999')).toBeUndefined();
        expect(await bench.psa.ticket('1 or 1=1')).toBeUndefined();
        for (const ticketId of ['99999999', '../members']) {
          await expect(bench.psa.notes(ticketId)).rejects.toMatchObject({ code: 'not_found' });
          await expect(bench.psa.addNote(ticketId, newNote(), first)).rejects.toMatchObject({
            code: 'not_found',
          });
          await expect(bench.psa.setStatus(ticketId, 'completed')).rejects.toMatchObject({
            code: 'not_found',
          });
        }
      });
    });

    describe('writing notes', () => {
      let ticketId: string;

      beforeEach(() => {
        ticketId = bench.contactOpensTicket('Printer');
      });

      it('writes an internal note that no customer sees, and a public one that they do', async () => {
        await bench.psa.addNote(ticketId, newNote({ text: 'for technicians' }), first);
        await bench.psa.addNote(
          ticketId,
          newNote({ key: 'reply', visibility: 'public', text: 'for Dana' }),
          first,
        );

        const seen = Object.groupBy(bench.notes(ticketId), (note) => (note.customerSees ? 'seen' : 'hidden'));
        expect(seen.hidden?.map(({ text }) => text)).toEqual([expect.stringContaining('for technicians')]);
        expect(seen.seen?.map(({ text }) => text)).toEqual([expect.stringContaining('for Dana')]);
      });

      it('writes a note once, though the answer to the first attempt was lost', async () => {
        bench.faults.add({ ...bench.routes.createNote, answer: { kind: 'effect_then_cut' } });
        await expect(bench.psa.addNote(ticketId, newNote(), first)).rejects.toMatchObject({
          code: 'unavailable',
        });

        const id = await bench.psa.addNote(ticketId, newNote(), again);

        expect(noteTexts(ticketId)).toHaveLength(1);
        expect((await bench.psa.notes(ticketId)).map((note) => note.id)).toEqual([id]);
      });

      it('finds its note again on the last page of a long ticket', async () => {
        for (let number = 1; number < bench.moreThanOnePage; number += 1)
          bench.technicianWrites(ticketId, `Note ${number}`, 'internal');
        await bench.psa.addNote(ticketId, newNote(), first);
        await bench.psa.addNote(ticketId, newNote(), again);

        expect(noteTexts(ticketId)).toHaveLength(bench.moreThanOnePage);
      });

      it('writes a second note under another key, though its text is the same', async () => {
        await bench.psa.addNote(ticketId, newNote(), first);
        await bench.psa.addNote(ticketId, newNote({ key: 'req_01JD8ZNOTE:plan2' }), again);

        expect(noteTexts(ticketId)).toHaveLength(2);
      });

      it('is not kept from writing by a contact who quotes the note before it arrives', async () => {
        const other = bench.contactOpensTicket('Scanner');
        await bench.psa.addNote(other, newNote(), first);
        bench.contactWrites(ticketId, `thanks!\n\n${noteTexts(other)[0]}`);

        await bench.psa.addNote(ticketId, newNote(), again);

        expect(noteTexts(ticketId)).toHaveLength(2);
      });

      it('raises the alarm when an internal note can be seen by the customer', async () => {
        bench.showInternalNotesToCustomers();

        await expect(bench.psa.addNote(ticketId, newNote(), first)).rejects.toMatchObject({
          code: 'note_visible',
        });
        await expect(bench.psa.addNote(ticketId, newNote(), again)).rejects.toMatchObject({
          code: 'note_visible',
        });
        expect(noteTexts(ticketId)).toHaveLength(1);
      });
    });

    describe('reading notes', () => {
      let ticketId: string;

      beforeEach(() => {
        ticketId = bench.contactOpensTicket('Printer');
        bench.clock.advance({ minutes: 1 });
      });

      it('tells technicians, contacts, programs and itself apart', async () => {
        bench.technicianWrites(ticketId, 'approve 7Q4KXM', 'internal');
        bench.contactWrites(ticketId, 'approve 7Q4KXM');
        await bench.programWrites(ticketId, 'approve 7Q4KXM');
        await bench.psa.addNote(ticketId, newNote(), first);

        const notes = await bench.psa.notes(ticketId);

        expect(notes.map(({ author }) => author.kind)).toEqual([
          'technician',
          'contact',
          'automation',
          'ourselves',
        ]);
        expect(notes.map(({ visibility }) => visibility)).toEqual([
          'internal',
          'public',
          'internal',
          'internal',
        ]);
        expect(notes.every(({ edited }) => !edited)).toBe(true);
      });

      it('takes a contact who quotes our note for the contact', async () => {
        await bench.psa.addNote(ticketId, newNote({ visibility: 'public' }), first);
        bench.contactWrites(ticketId, `It still fails.\n\n${noteTexts(ticketId)[0]}`);

        expect((await bench.psa.notes(ticketId)).at(-1)?.author.kind).toBe('contact');
      });

      it('marks a note that was changed after it was written', async () => {
        const noteId = bench.technicianWrites(ticketId, 'deny', 'internal');
        bench.clock.advance({ minutes: 5 });
        bench.technicianEdits(noteId, 'approve 7Q4KXM');

        expect(await bench.psa.notes(ticketId)).toMatchObject([{ text: 'approve 7Q4KXM', edited: true }]);
      });

      it('reads every page, oldest first', async () => {
        for (let number = 1; number <= bench.moreThanOnePage; number += 1)
          bench.technicianWrites(ticketId, `Note ${number}`, 'internal');

        const notes = await bench.psa.notes(ticketId);

        expect(notes.map(({ text }) => text)).toEqual(
          Array.from({ length: bench.moreThanOnePage }, (_, index) => `Note ${index + 1}`),
        );
      });
    });

    describe('statuses', () => {
      it.each(['in_progress', 'waiting', 'completed'] as const)(
        'sets a ticket to %s and reads it back',
        async (word) => {
          const ticketId = bench.contactOpensTicket('Printer');

          await bench.psa.setStatus(ticketId, word);

          expect(await bench.psa.ticket(ticketId)).toMatchObject({
            status: word,
            closed: word === 'completed',
          });
          expect(bench.tickets()[0]?.closed).toBe(word === 'completed');
        },
      );

      it('leaves a ticket alone that is there already', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        bench.technicianCloses(ticketId);
        const before = bench.tickets()[0]?.statusName;

        await bench.psa.setStatus(ticketId, 'completed');

        expect(bench.tickets()[0]?.statusName).toBe(before);
        expect(bench.calls.every(({ method }) => method === 'GET')).toBe(true);
      });
    });

    describe('looking for what changed', () => {
      it('finds new tickets, notes and statuses since an instant, oldest change first, and nothing older', async () => {
        const old = bench.contactOpensTicket('Old and quiet');
        const noted = bench.contactOpensTicket('Old, with a new note');
        bench.clock.advance({ hours: 2 });
        const since = bench.clock.now();
        const opened = bench.contactOpensTicket('New');
        bench.clock.advance({ minutes: 1 });
        bench.contactWrites(noted, 'Any news?');

        const changed = await bench.psa.ticketsChangedSince(since);

        expect(changed.map(({ id }) => id)).toEqual([opened, noted]);
        expect(changed.map(({ id }) => id)).not.toContain(old);
        bench.clock.advance({ hours: 1 });
        expect(await bench.psa.ticketsChangedSince(bench.clock.now())).toEqual([]);
      });

      it('finds every one of more tickets than fit a page, each once', async () => {
        const since = bench.clock.now();
        for (let number = 1; number <= bench.moreThanOnePage; number += 1)
          bench.contactOpensTicket(`Ticket ${number}`);

        const ids = (await bench.psa.ticketsChangedSince(since)).map(({ id }) => id);

        expect(ids).toHaveLength(bench.moreThanOnePage);
        expect(new Set(ids).size).toBe(bench.moreThanOnePage);
      });
    });

    describe('hostile and odd text', () => {
      it('keeps quotes, operators, markup, emoji and right-to-left text as they were typed', async () => {
        const { id } = await bench.psa.openTicket(
          newTicket({ key: NASTY, summary: NASTY, description: NASTY }),
          first,
        );
        await bench.psa.addNote(id, newNote({ key: NASTY, text: NASTY }), first);
        await bench.psa.openTicket(newTicket({ key: NASTY, summary: NASTY }), again);
        await bench.psa.addNote(id, newNote({ key: NASTY, text: NASTY }), again);

        const [stored, ...others] = bench.tickets();
        expect(others).toEqual([]);
        expect(stored?.description).toContain(NASTY);
        const written = noteTexts(id).filter((text) => text !== stored?.description);
        expect(written).toEqual([expect.stringContaining(NASTY)]);
      });

      it('drops control characters and those that turn the reading direction', async () => {
        const { id } = await bench.psa.openTicket(
          newTicket({ summary: 'a\u202eb\u0000c\r\nd\u2066e' }),
          first,
        );
        await bench.psa.addNote(id, newNote({ text: 'one\r\ntwo\u202e\u0007\ud800' }), first);

        expect(bench.tickets()[0]?.summary).toBe('abc de');
        expect(noteTexts(id).at(-1)).toContain('one\ntwo\ufffd\n');
      });

      it('cuts a long summary between characters and keeps all of it in the description', async () => {
        const family = '👩‍👩‍👧‍👦';
        const summary = family.repeat(Math.ceil(bench.summaryLimit / 10));
        await bench.psa.openTicket(newTicket({ summary }), first);

        const stored = bench.tickets()[0];
        expect(stored?.summary.length).toBeLessThanOrEqual(bench.summaryLimit);
        expect(stored?.summary).toMatch(new RegExp(`^(?:${family})+…$`, 'u'));
        expect(stored?.description).toContain(summary);
      });

      it('keeps a note of ten thousand characters whole, and cuts one of ten million with a word about it', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        const long = 'Long note. '.repeat(1_000);
        await bench.psa.addNote(ticketId, newNote({ text: long }), first);
        expect(noteTexts(ticketId)[0]).toContain(long);

        const endless = newNote({ key: 'endless', text: 'x'.repeat(10_000_000) });
        await bench.psa.addNote(ticketId, endless, first);
        await bench.psa.addNote(ticketId, endless, again);
        expect(noteTexts(ticketId)).toHaveLength(2);
        expect(noteTexts(ticketId)[1]).toMatch(/more characters were left out/);
      });
    });

    describe('a PSA in trouble', () => {
      it('waits as long as it is asked to before it reads again', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        bench.faults.add({ ...bench.routes.readTicket, answer: tooMany('1') });
        const startedAt = performance.now();

        expect((await bench.psa.ticket(ticketId))?.id).toBe(ticketId);

        // A timer of Node may go off a little before its time.
        expect(performance.now() - startedAt).toBeGreaterThan(990);
        expect(bench.calls.filter(matches(bench.routes.readTicket))).toHaveLength(2);
      });

      it('does not sit out a long wait, and passes on how long it is', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        bench.faults.add({ ...bench.routes.readTicket, answer: tooMany('600') });

        await expect(bench.psa.ticket(ticketId)).rejects.toMatchObject({
          code: 'rate_limited',
          facts: { retryAfterMs: 600_000 },
        });
      });

      it('does not repeat a write that was turned away for now', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        bench.faults.add({ ...bench.routes.createNote, answer: tooMany('1') });

        await expect(bench.psa.addNote(ticketId, newNote(), first)).rejects.toMatchObject({
          code: 'rate_limited',
          facts: { retryAfterMs: 1_000 },
        });
        expect(noteTexts(ticketId)).toEqual([]);
      });

      it.each([
        [401, 'unauthenticated'],
        [403, 'forbidden'],
        [409, 'conflict'],
      ])('tells %i for what it is', async (status, code) => {
        const ticketId = bench.contactOpensTicket('Printer');
        // Twice: where tokens are used, a refused one is replaced once.
        const answer = { kind: 'status', status, body: {} } as const;
        bench.faults.add({ ...bench.routes.readNotes, times: 2, answer });

        await expect(bench.psa.notes(ticketId)).rejects.toMatchObject({ code, facts: { status } });
      });

      it('reads again after a passing failure, and gives up on a lasting one', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        const answer = { kind: 'status', status: 503 } as const;
        bench.faults.add({ ...bench.routes.readTicket, answer });
        expect((await bench.psa.ticket(ticketId))?.id).toBe(ticketId);

        bench.faults.add({ ...bench.routes.readTicket, times: 3, answer });
        await expect(bench.psa.ticket(ticketId)).rejects.toMatchObject({ code: 'unavailable' });
      });

      it('takes an answer that it cannot read for a failure, not for nothing', async () => {
        const ticketId = bench.contactOpensTicket('Printer');
        for (const body of ['<html>Down for maintenance</html>', { tickets: [] }, '']) {
          bench.faults.add({ ...bench.routes.readNotes, answer: { kind: 'status', status: 200, body } });
          await expect(bench.psa.notes(ticketId)).rejects.toMatchObject({ code: 'unexpected_response' });
        }
      });

      it.each([
        ['by its deadline', new DOMException('The time is over', 'TimeoutError')],
        ['by the caller, for a reason of theirs', new Error('the budget is used up')],
      ])('ends when it is told to end %s', async (_how, reason) => {
        const ticketId = bench.contactOpensTicket('Printer');
        // What a room looks up at first use takes its time too.
        await bench.psa.addNote(ticketId, newNote({ key: 'before' }), first);
        bench.faults.add({ ...bench.routes.createNote, answer: { kind: 'hang' } });
        const controller = new AbortController();
        const { signal } = controller;

        const writing = bench.psa.addNote(ticketId, newNote(), { retry: false, signal });
        void whenHit(bench.faults).then(() => controller.abort(reason));

        await expect(writing).rejects.toMatchObject({ code: 'timeout' });
      });
    });
  });
}

/** Resolves when every planned fault was met. */
async function whenHit(faults: FaultPlan): Promise<void> {
  while (faults.unused.length > 0) await new Promise((resolve) => setImmediate(resolve));
}

function matches(route: { method: string; path: RegExp }): (call: ReceivedCall) => boolean {
  return ({ method, path }) => method === route.method && route.path.test(path);
}

function tooMany(seconds: string) {
  return { kind: 'status', status: 429, headers: { 'retry-after': seconds } } as const;
}
