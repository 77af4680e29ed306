import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { again, first, isCallOf, newNote, newTicket, type PsaBench } from './psa-bench.ts';
import { describeNotes } from './psa-notes.contract.ts';
import { describeWhoAndWhere } from './psa-people.contract.ts';
import { describeTrouble } from './psa-trouble.contract.ts';

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

    describeWhoAndWhere(() => bench);
    describeNotes(() => bench);
    describeTrouble(() => bench);

    describe('opening tickets', () => {
      it('opens a ticket that technicians find with the words of the requester', async () => {
        const { psa, id } = await bench.psa.openTicket(newTicket(bench), first);

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
        await expect(bench.psa.openTicket(newTicket(bench), first)).rejects.toMatchObject({
          code: 'unavailable',
        });

        const { id } = await bench.psa.openTicket(newTicket(bench), again);

        expect(bench.tickets().map((ticket) => ticket.id)).toEqual([id]);
      });

      it('never sends a second ticket by itself after an error that may hide a success', async () => {
        bench.faults.add({ ...bench.routes.createTicket, answer: { kind: 'status', status: 500 } });

        await expect(bench.psa.openTicket(newTicket(bench), first)).rejects.toMatchObject({
          code: 'unavailable',
        });

        expect(bench.calls.filter(isCallOf(bench.routes.createTicket))).toHaveLength(1);
      });

      it('opens a ticket in a repeated attempt when the first never arrived', async () => {
        await bench.psa.openTicket(newTicket(bench, { key: 'req_01JD8ZOTHER' }), first);

        await bench.psa.openTicket(newTicket(bench), again);

        expect(bench.tickets()).toHaveLength(2);
      });

      it('opens a ticket for somebody that the PSA does not know', async () => {
        const { id } = await bench.psa.openTicket(
          newTicket(bench, { contactEmail: 'new"@lakeside.example' }),
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
  });
}
