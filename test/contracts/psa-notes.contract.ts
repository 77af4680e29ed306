import { beforeEach, describe, expect, it } from 'vitest';
import { again, first, newNote, noteTexts, type PsaBench } from './psa-bench.ts';

/** Notes on tickets, ours and other people's. Part of `describePsa`. */
export function describeNotes(present: () => PsaBench): void {
  let bench: PsaBench;
  beforeEach(() => {
    bench = present();
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

      expect(noteTexts(bench, ticketId)).toHaveLength(1);
      expect((await bench.psa.notes(ticketId)).map((note) => note.id)).toEqual([id]);
    });

    it('finds its note again on the last page of a long ticket', async () => {
      for (let number = 1; number < bench.moreThanOnePage; number += 1)
        bench.technicianWrites(ticketId, `Note ${number}`, 'internal');
      await bench.psa.addNote(ticketId, newNote(), first);
      await bench.psa.addNote(ticketId, newNote(), again);

      expect(noteTexts(bench, ticketId)).toHaveLength(bench.moreThanOnePage);
    });

    it('writes a second note under another key, though its text is the same', async () => {
      await bench.psa.addNote(ticketId, newNote(), first);
      await bench.psa.addNote(ticketId, newNote({ key: 'req_01JD8ZNOTE:plan2' }), again);

      expect(noteTexts(bench, ticketId)).toHaveLength(2);
    });

    it('is not kept from writing by a contact who quotes the note before it arrives', async () => {
      const other = bench.contactOpensTicket('Scanner');
      await bench.psa.addNote(other, newNote(), first);
      bench.contactWrites(ticketId, `thanks!\n\n${noteTexts(bench, other)[0]}`);

      await bench.psa.addNote(ticketId, newNote(), again);

      expect(noteTexts(bench, ticketId)).toHaveLength(2);
    });

    it('raises the alarm when an internal note can be seen by the customer', async () => {
      bench.showInternalNotesToCustomers();

      await expect(bench.psa.addNote(ticketId, newNote(), first)).rejects.toMatchObject({
        code: 'note_visible',
      });
      await expect(bench.psa.addNote(ticketId, newNote(), again)).rejects.toMatchObject({
        code: 'note_visible',
      });
      expect(noteTexts(bench, ticketId)).toHaveLength(1);
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
      bench.contactWrites(ticketId, `It still fails.\n\n${noteTexts(bench, ticketId)[0]}`);

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
}
