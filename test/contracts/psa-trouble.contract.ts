import { beforeEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../src/sandbox/simulated-vendor.ts';
import { again, first, isCallOf, newNote, newTicket, noteTexts, type PsaBench } from './psa-bench.ts';

/** What people type: quotes, operators, other scripts, markup, characters that turn the reading direction. */
const NASTY =
  'He said "open; closedFlag=true" or 1=1 — O\'Brien \\ {x} <script>alert(1)</script> & שלום 👩‍👩‍👧‍👦 %_* [2026-01-01]';

/** What people type that is odd or meant badly, and a vendor that fails. Part of `describePsa`. */
export function describeTrouble(present: () => PsaBench): void {
  let bench: PsaBench;
  beforeEach(() => {
    bench = present();
  });

  describe('hostile and odd text', () => {
    it('keeps quotes, operators, markup, emoji and right-to-left text as they were typed', async () => {
      const { id } = await bench.psa.openTicket(
        newTicket(bench, { key: NASTY, summary: NASTY, description: NASTY }),
        first,
      );
      await bench.psa.addNote(id, newNote({ key: NASTY, text: NASTY }), first);
      await bench.psa.openTicket(newTicket(bench, { key: NASTY, summary: NASTY }), again);
      await bench.psa.addNote(id, newNote({ key: NASTY, text: NASTY }), again);

      const [stored, ...others] = bench.tickets();
      expect(others).toEqual([]);
      expect(stored?.description).toContain(NASTY);
      const written = noteTexts(bench, id).filter((text) => text !== stored?.description);
      expect(written).toEqual([expect.stringContaining(NASTY)]);
    });

    it('drops control characters and those that turn the reading direction', async () => {
      const { id } = await bench.psa.openTicket(
        newTicket(bench, { summary: 'a\u202eb\u0000c\r\nd\u2066e' }),
        first,
      );
      await bench.psa.addNote(id, newNote({ text: 'one\r\ntwo\u202e\u0007\ud800' }), first);

      expect(bench.tickets()[0]?.summary).toBe('abc de');
      expect(noteTexts(bench, id).at(-1)).toContain('one\ntwo\ufffd\n');
    });

    it('cuts a long summary between characters and keeps all of it in the description', async () => {
      const family = '👩‍👩‍👧‍👦';
      const summary = family.repeat(Math.ceil(bench.summaryLimit / 10));
      await bench.psa.openTicket(newTicket(bench, { summary }), first);

      const stored = bench.tickets()[0];
      expect(stored?.summary.length).toBeLessThanOrEqual(bench.summaryLimit);
      expect(stored?.summary).toMatch(new RegExp(`^(?:${family})+…$`, 'u'));
      expect(stored?.description).toContain(summary);
    });

    it('keeps a note of ten thousand characters whole, and cuts one of ten million with a word about it', async () => {
      const ticketId = bench.contactOpensTicket('Printer');
      const long = 'Long note. '.repeat(1_000);
      await bench.psa.addNote(ticketId, newNote({ text: long }), first);
      expect(noteTexts(bench, ticketId)[0]).toContain(long);

      const endless = newNote({ key: 'endless', text: 'x'.repeat(10_000_000) });
      await bench.psa.addNote(ticketId, endless, first);
      await bench.psa.addNote(ticketId, endless, again);
      expect(noteTexts(bench, ticketId)).toHaveLength(2);
      expect(noteTexts(bench, ticketId)[1]).toMatch(/more characters were left out/);
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
      expect(bench.calls.filter(isCallOf(bench.routes.readTicket))).toHaveLength(2);
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
      expect(noteTexts(bench, ticketId)).toEqual([]);
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
}

/** Resolves when every planned fault was met. */
async function whenHit(faults: FaultPlan): Promise<void> {
  while (faults.unused.length > 0) await new Promise((resolve) => setImmediate(resolve));
}

function tooMany(seconds: string) {
  return { kind: 'status', status: 429, headers: { 'retry-after': seconds } } as const;
}
