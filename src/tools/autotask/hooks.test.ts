import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  describePsaHooks,
  type PostedHook,
  type PsaHooksBench,
} from '../../../test/contracts/psa-hooks.contract.ts';
import { type AutotaskBench, dana, openAutotaskBench, tess } from '../../../test/support/autotask.ts';
import type { HookVerdict } from '../psa.ts';

interface Received {
  body: Buffer;
  headers: IncomingHttpHeaders;
}

interface Listener {
  address: string;
  received: Received[];
  /** What it answers. */
  status: number;
  server: Server;
}

/** Somebody at an address of ours who keeps what comes. */
async function listen(): Promise<Listener> {
  const received: Received[] = [];
  const listener = { address: '', received, status: 200, server: createServer() };
  listener.server.on('request', (request, response) => {
    void buffer(request).then((body) => {
      received.push({ body, headers: request.headers });
      response.statusCode = listener.status;
      return response.end();
    });
  });
  listener.server.listen(0, '127.0.0.1');
  await once(listener.server, 'listening');
  listener.address = `http://127.0.0.1:${(listener.server.address() as AddressInfo).port}/autotask`;
  return listener;
}

const posted = ({ body, headers }: Received): PostedHook => ({
  body,
  headers: { 'x-hook-signature': String(headers['x-hook-signature']), 'content-type': 'application/json' },
});

const bytes = (text: string) => new TextEncoder().encode(text);

describePsaHooks('Autotask', async (): Promise<PsaHooksBench> => {
  const { autotask, vendor, settings } = await openAutotaskBench();
  const listener = await listen();
  await autotask.hooks.register?.(listener.address);
  const signedWith = (secret: string, body: Uint8Array): PostedHook => ({
    body,
    headers: { 'x-hook-signature': `sha1=${createHmac('sha1', secret).update(body).digest('base64')}` },
  });
  const withFields = (body: Uint8Array, fields: object) =>
    bytes(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(body)) as object), ...fields }));

  return {
    hooks: autotask.hooks,
    signsBodies: true,
    async ticketOpened() {
      const { id } = vendor.contactOpensTicket({ email: dana, summary: 'Drucker & "Küche" <3' });
      await vendor.callbacksSettled();
      const last = listener.received.at(-1);
      if (!last) throw new Error('no webhook came');
      return { ticketId: String(id), hook: posted(last) };
    },
    postedByVendor: (body) => signedWith(settings.webhookSecret ?? '', body),
    postedByStranger: (body) => signedWith(randomBytes(16).toString('hex'), body),
    unknownEvent: (body) => withFields(body, { Action: 'Deactivated' }),
    foreignEvent: (body) => withFields(body, { EntityType: 'Account' }),
    registered: () => [
      ...new Set(Object.values(vendor.webhooks).flatMap((some) => some.map(({ webhookUrl }) => webhookUrl))),
    ],
    calls: vendor.calls,
    async close() {
      listener.server.close();
      await vendor.close();
    },
  };
});

describe('webhooks of Autotask, beside what any PSA’s do', () => {
  let bench: AutotaskBench;
  let listener: Listener;

  beforeEach(async () => {
    bench = await openAutotaskBench();
    listener = await listen();
  });

  afterEach(async () => {
    listener.server.close();
    await bench.vendor.close();
  });

  const register = async () => {
    await bench.autotask.hooks.register?.(listener.address);
  };
  const verify = ({ body, headers }: Received): Promise<HookVerdict> =>
    bench.autotask.hooks.verify({ body, header: (name) => headers[name]?.toString() });
  const verdicts = async () => {
    await bench.vendor.callbacksSettled();
    return Promise.all(listener.received.splice(0).map(verify));
  };
  const about = (ticketId: number): HookVerdict => ({ kind: 'accepted', ticketIds: [String(ticketId)] });

  it('tell of a new ticket, its statuses, its owner and its notes, each as a hint about the ticket', async () => {
    await register();
    const { id: ticketId } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
    bench.vendor.contactWrites({ ticketId, email: dana, text: 'Größe A4 — "sofort" & <bald>, 1+1' });
    const note = bench.vendor.technicianWrites({ ticketId, technician: tess, text: 'On it' });
    bench.vendor.technicianEdits({ noteId: note.id, technician: tess, text: 'Done' });
    bench.vendor.technicianTakes({ ticketId, technician: tess });
    bench.vendor.technicianCloses({ ticketId, technician: tess });

    expect(await verdicts()).toEqual(Array.from({ length: 6 }, () => about(ticketId)));
  });

  it('tell nothing of what we did ourselves', async () => {
    const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
    await register();
    const signal = new AbortController().signal;
    await bench.autotask.psa.setStatus(String(id), 'waiting');
    await bench.autotask.psa.addNote(
      String(id),
      { key: 'k', visibility: 'internal', text: 'Plan' },
      { retry: false, signal },
    );

    expect(await verdicts()).toEqual([]);
  });

  it('are completed where they are half made: switched off, without a field, with an old secret', async () => {
    await bench.connectWith({ webhookSecret: 'the secret of last year' }).hooks.register?.(listener.address);
    listener.status = 500;
    for (let number = 1; number <= 25; number += 1)
      bench.vendor.contactOpensTicket({ email: dana, summary: `Ticket ${number}` });
    await bench.vendor.callbacksSettled();
    expect(bench.vendor.webhooks.Ticket).toMatchObject([{ isActive: false }]);
    listener.status = 200;
    listener.received.length = 0;

    await register();
    const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });

    expect(bench.vendor.webhooks.Ticket).toMatchObject([{ isActive: true, isReady: true }]);
    expect(await verdicts()).toEqual([about(id)]);
  });

  it('watch their fields though the first start was cut short', async () => {
    bench.vendor.faults.add({ method: 'POST', path: /Fields$/, answer: { kind: 'status', status: 500 } });
    await expect(register()).rejects.toMatchObject({ code: 'unavailable' });
    expect(bench.vendor.webhooks.Ticket).toMatchObject([{ isReady: false }]);

    await register();

    expect(bench.vendor.webhooks.Ticket).toMatchObject([{ isReady: true }]);
    expect(bench.vendor.webhooks.TicketNote).toMatchObject([{ isReady: true }]);
  });

  it('are one again where two instances made one each at the same moment', async () => {
    await Promise.all([register(), register()]);
    expect(bench.vendor.webhooks.Ticket.length).toBe(2);

    await register();

    expect(bench.vendor.webhooks.Ticket).toHaveLength(1);
    expect(bench.vendor.webhooks.TicketNote).toHaveLength(1);
  });

  it('that say that they were switched off change nothing, signed or not', async () => {
    await register();
    const body = Buffer.from(JSON.stringify({ Action: 'Deactivated', EntityType: 'Ticket', Id: 351_181 }));
    const signature = bench.vendor.signatureFor(listener.address, body);
    const before = bench.vendor.calls.length;

    expect(await verify({ body, headers: { 'x-hook-signature': signature } })).toEqual({
      kind: 'accepted',
      ticketIds: [],
    });
    expect(await verify({ body, headers: {} })).toMatchObject({ kind: 'refused' });
    expect(bench.vendor.calls).toHaveLength(before);
  });

  it('are taken back one and all, doubles too, though another instance does so at the same moment', async () => {
    await Promise.all([register(), register()]);
    const other = bench.connectWith({});
    const stop = bench.vendor.observe(async (stage, { method }) => {
      if (stage !== 'arrived' || method !== 'DELETE') return;
      stop();
      await other.hooks.unregister?.(listener.address);
    });

    await bench.autotask.hooks.unregister?.(listener.address);

    expect(bench.vendor.webhooks).toEqual({ Ticket: [], TicketNote: [] });
    expect(bench.vendor.calls.filter(({ method }) => method === 'DELETE').length).toBeGreaterThan(4);
  });

  it('are left where Autotask does not let us delete them, and that is said', async () => {
    await register();
    const words = { errors: ['You do not have permission to delete this webhook.'] };
    bench.vendor.faults.add({
      method: 'DELETE',
      path: /TicketNoteWebhooks/,
      answer: { kind: 'status', status: 500, body: words },
    });

    await expect(bench.autotask.hooks.unregister?.(listener.address)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(bench.vendor.webhooks).toMatchObject({ Ticket: [], TicketNote: [{}] });
  });

  it('about a note that do not name its ticket make us look the note up, and only ours to believe', async () => {
    await register();
    const { id: ticketId } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
    const { id } = bench.vendor.technicianWrites({ ticketId, technician: tess, text: 'On it' });
    const bare = (noteId: number) => {
      const body = Buffer.from(JSON.stringify({ Action: 'Create', EntityType: 'TicketNote', Id: noteId }));
      return { body, headers: { 'x-hook-signature': bench.vendor.signatureFor(listener.address, body) } };
    };

    expect(await verify(bare(id))).toEqual(about(ticketId));
    expect(await verify(bare(id + 999))).toEqual({ kind: 'accepted', ticketIds: [] });
    bench.vendor.faults.add({ path: /TicketNotes/, times: 3, answer: { kind: 'status', status: 503 } });
    expect(await verify(bare(id))).toEqual({ kind: 'accepted', ticketIds: [] });
  });

  it('about a company are no business of ours, though its number is a note’s', async () => {
    await register();
    const { id: ticketId } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
    const { id } = bench.vendor.technicianWrites({ ticketId, technician: tess, text: 'On it' });
    const body = Buffer.from(JSON.stringify({ Action: 'Update', EntityType: 'Account', Id: id }));
    const signature = bench.vendor.signatureFor(listener.address, body);

    expect(await verify({ body, headers: { 'x-hook-signature': signature } })).toEqual({
      kind: 'accepted',
      ticketIds: [],
    });
  });

  it('are neither taken nor asked for without a secret', async () => {
    const { hooks } = bench.connectWith({ webhookSecret: undefined });

    expect(hooks).not.toHaveProperty('register');
    const body = Buffer.from('{}');
    const signature = `sha1=${createHmac('sha1', '').update(body).digest('base64')}`;
    expect(await hooks.verify({ body, header: () => signature })).toMatchObject({ kind: 'refused' });
  });
});
