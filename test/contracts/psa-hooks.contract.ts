import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { HookVerdict, InboundHook, PsaHooks } from '../../src/tools/psa.ts';
import { processorMs } from '../support/processor-time.ts';

/** The webhooks of a PSA under test: our check on one side, on the other the vendor that posts. */
export interface PsaHooksBench {
  hooks: PsaHooks;
  /** The vendor signs what it posts. False: it can only be given a secret (in the address, or as a password). */
  signsBodies: boolean;
  /** Somebody opens a ticket there. Gives what the vendor then posted to us over HTTP, as it came. */
  ticketOpened(): Promise<{ ticketId: string; hook: PostedHook }>;
  /** These bytes as the vendor would post them now: with its signature, password or address. */
  postedByVendor(body: Uint8Array): PostedHook;
  /** As above by somebody who has to guess the secret. */
  postedByStranger(body: Uint8Array): PostedHook;
  /** The body of that hook as an event of a kind that nobody here knows. */
  unknownEvent(body: Uint8Array): Uint8Array;
  /** The body of that hook as an event about something else than a ticket. Absent where there are no such hooks. */
  foreignEvent?(body: Uint8Array): Uint8Array;
  /** Addresses to which the vendor posts now. Absent where an admin sets it up by hand. */
  registered?(): readonly string[];
  /** Every call that the vendor got from us. */
  calls: readonly ReceivedCall[];
  close(): Promise<void>;
}

/** What was posted: headers by their lower-case names, the secret where it is the end of the address. */
export interface PostedHook {
  body: Uint8Array;
  headers: Readonly<Record<string, string>>;
  secret?: string;
}

/** JSON that is no event of any vendor. */
const SHAPES: readonly unknown[] = [
  null,
  true,
  42,
  'a string',
  [],
  {},
  [[[]]],
  { id: 1 },
  { ID: '1', Type: 7 },
  { ticket: { id: { $gt: '' } } },
  { issue: null },
  { issue: { key: ['A-1'] } },
  { object_id: -1, event: {} },
  { Id: 1e300, EntityType: 'Ticket' },
  { __proto__: null, constructor: { prototype: {} } },
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the check of any PSA's webhooks must do, whatever the vendor signs or does not. */
export function describePsaHooks(name: string, open: () => Promise<PsaHooksBench>): void {
  describe(`webhooks of ${name}`, () => {
    let bench: PsaHooksBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    const verify = (posted: PostedHook): Promise<HookVerdict> => bench.hooks.verify(inbound(posted));
    const callsDuring = async (act: () => Promise<unknown>): Promise<number> => {
      const before = bench.calls.length;
      await act();
      return bench.calls.length - before;
    };

    it('are accepted as they come from the vendor, as a hint about the ticket and nothing else', async () => {
      const { ticketId, hook } = await bench.ticketOpened();

      expect(await verify(hook)).toStrictEqual({ kind: 'accepted', ticketIds: [ticketId] });
    });

    it('say the same when they come again, so that a replay makes us look once more and no more', async () => {
      const { ticketId, hook } = await bench.ticketOpened();
      for (let time = 0; time < 3; time += 1)
        expect(await verify(hook)).toStrictEqual({ kind: 'accepted', ticketIds: [ticketId] });
    });

    it('are refused without a signature or a secret, at no cost', async () => {
      const { hook } = await bench.ticketOpened();
      const bare = { body: hook.body, headers: { 'content-type': 'application/json' } };

      const calls = await callsDuring(async () => {
        expect(await verify(bare)).toMatchObject({ kind: 'refused' });
        expect(await verify({ ...bare, secret: '' })).toMatchObject({ kind: 'refused' });
      });

      expect(calls).toBe(0);
    });

    it('are refused when any one header that proves them is missing, emptied, cut or doubled', async () => {
      const { hook } = await bench.ticketOpened();
      const proofs = await provingHeaders(hook);
      expect(proofs.length + (hook.secret === undefined ? 0 : 1)).toBeGreaterThan(0);
      for (const proof of proofs) {
        const value = hook.headers[proof] ?? '';
        for (const wrong of ['', ' ', value.slice(0, -1), value.slice(1), `${value}A`, `${value}, ${value}`])
          expect(await verify({ ...hook, headers: { ...hook.headers, [proof]: wrong } })).toMatchObject({
            kind: 'refused',
          });
      }
    });

    it('are refused when the secret in the address is another', async ({ skip }) => {
      const { hook } = await bench.ticketOpened();
      const { secret } = hook;
      if (secret === undefined) return skip('the address has no secret');
      expect(secret).toBe(bench.hooks.secretPath);
      for (const wrong of ['', secret.slice(0, -1), `${secret}0`, secret.toUpperCase() + secret, '../x'])
        expect(await verify({ ...hook, secret: wrong })).toMatchObject({ kind: 'refused' });
      const { secret: _secret, ...without } = hook;
      expect(await verify(without)).toMatchObject({ kind: 'refused' });
    });

    it('are refused from somebody who guesses', async () => {
      const { hook } = await bench.ticketOpened();

      expect(await verify(bench.postedByStranger(hook.body))).toMatchObject({ kind: 'refused' });
    });

    it('are refused when one byte is changed, added or cut off, where bodies are signed', async () => {
      const { ticketId, hook } = await bench.ticketOpened();
      const { body } = hook;
      const text = new TextDecoder().decode(body);
      const changed = [
        bytes(text.replaceAll(ticketId, otherId(ticketId))),
        bytes(`${text} `),
        bytes(` ${text}`),
        body.slice(0, -1),
        body.slice(0, Math.floor(body.length / 2)),
        bytes(''),
      ];
      for (const tampered of changed) {
        const verdict = await verify({ ...hook, body: tampered });
        if (bench.signsBodies) expect(verdict).toMatchObject({ kind: 'refused' });
        // Where nothing is signed, what does not parse names no ticket; what does is looked up, and not believed.
        else expect(['accepted', 'refused']).toContain(verdict.kind);
      }
    });

    it('name no ticket where they are empty, no JSON, or of another shape, though the vendor sent them', async () => {
      await bench.ticketOpened();
      const nonsense = [
        '',
        ' ',
        'null',
        '{',
        '<xml/>',
        'a=b&c=d',
        '\u0000'.repeat(100),
        '"'.repeat(999),
        '['.repeat(50_000),
        ...SHAPES.map((shape) => JSON.stringify(shape)),
      ].map(bytes);
      nonsense.push(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), new Uint8Array([0xef, 0xbb, 0xbf]));
      for (const body of nonsense) {
        expect(ticketIdsOf(await verify(bench.postedByVendor(body)))).toEqual([]);
        expect(await verify(bench.postedByStranger(body))).toMatchObject({ kind: 'refused' });
      }
    });

    it('name no ticket where the event is unknown or about something else, and are no error', async () => {
      const { hook } = await bench.ticketOpened();

      const unknown = bench.postedByVendor(bench.unknownEvent(hook.body));
      expect(await verify(unknown)).toStrictEqual({ kind: 'accepted', ticketIds: [] });
      const foreign = bench.foreignEvent && bench.postedByVendor(bench.foreignEvent(hook.body));
      if (foreign) expect(await verify(foreign)).toStrictEqual({ kind: 'accepted', ticketIds: [] });
    });

    it('of ten megabytes from somebody who guesses are refused soon, and make nobody call the vendor', async () => {
      const { hook } = await bench.ticketOpened();
      await verify(hook);
      const huge = [
        bytes('x'.repeat(10_000_000)),
        bytes(JSON.stringify({ id: 1, x: 'x'.repeat(10_000_000) })),
      ];
      const posted = huge.map((body) => bench.postedByStranger(body));
      const refuseAll = async () => {
        for (const one of posted) expect(await verify(one)).toMatchObject({ kind: 'refused' });
      };

      const busyMs = await processorMs(async () => expect(await callsDuring(refuseAll)).toBe(0));
      expect(busyMs).toBeLessThan(2_000);
    });

    it('need the header that they are said to need, so that without it nothing is read', async ({ skip }) => {
      const { requiredHeader } = bench.hooks;
      if (requiredHeader === undefined) return skip('no header is always there');
      const { hook } = await bench.ticketOpened();
      expect(requiredHeader).toBe(requiredHeader.toLowerCase());
      expect(hook.headers[requiredHeader]).toBeTruthy();

      const { [requiredHeader]: _header, ...others } = hook.headers;
      expect(await verify({ ...hook, headers: others })).toMatchObject({ kind: 'refused' });
    });

    it('never throw, though a header cannot be read', async () => {
      const { hook } = await bench.ticketOpened();
      const odd = [
        '\u0000',
        'Basic ',
        'Basic %%%',
        'Bearer x',
        'sha1=',
        'sha256=zz',
        '🙂',
        'x'.repeat(100_000),
      ];
      for (const value of odd) {
        const everyHeader = { body: hook.body, header: () => value, secret: value };
        expect(await bench.hooks.verify(everyHeader)).toMatchObject({ kind: 'refused' });
      }
    });

    it('are registered once, however often we start', async ({ skip }) => {
      const { hooks } = bench;
      const registered = () => bench.registered?.() ?? [];
      if (!hooks.register || !bench.registered) return skip('an admin sets it up by hand');
      const address = 'https://countersign.harbor-it.example/callbacks';
      const before = registered().length;
      await hooks.register(address);
      await hooks.register(address);

      expect(registered().length - before).toBe(1);
      expect(registered().at(-1)).toContain(address);
    });

    it('are taken back for our address and no other, however often', async ({ skip }) => {
      const { hooks } = bench;
      const registered = () => bench.registered?.() ?? [];
      if (!hooks.register || !bench.registered) return skip('an admin sets it up by hand');
      const address = 'https://countersign.harbor-it.example/callbacks';
      await hooks.register(`${address}-of-others`);
      const before = registered();
      await hooks.register(address);

      await hooks.unregister?.(address);
      expect(registered()).toEqual(before);
      await hooks.unregister?.(address);
      expect(registered()).toEqual(before);
      await hooks.register(address);
      expect(registered()).toHaveLength(before.length + 1);
    });

    /** Those without which the hook is refused; the others are the connection's. */
    async function provingHeaders(hook: PostedHook): Promise<string[]> {
      const proving: string[] = [];
      for (const header of Object.keys(hook.headers)) {
        const { [header]: _header, ...others } = hook.headers;
        if ((await verify({ ...hook, headers: others })).kind === 'refused') proving.push(header);
      }
      return proving;
    }
  });
}

function inbound({ body, headers, secret }: PostedHook): InboundHook {
  return { body, header: (header) => headers[header.toLowerCase()], ...(secret !== undefined && { secret }) };
}

function ticketIdsOf(verdict: HookVerdict): readonly string[] {
  return verdict.kind === 'accepted' ? verdict.ticketIds : [];
}

/** Another id of the same form: the last digit is another. */
function otherId(ticketId: string): string {
  return ticketId.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
}
