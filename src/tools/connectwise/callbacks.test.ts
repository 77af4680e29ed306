import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describePsaHooks } from '../../../test/contracts/psa-hooks.contract.ts';
import {
  type ConnectWiseBench,
  dana,
  openConnectWiseBench,
  programRegisters,
} from '../../../test/support/connectwise.ts';

interface Postbox {
  bench: ConnectWiseBench;
  /** What ConnectWise posts to us after a contact opened a ticket. */
  receiveOne(): Promise<Posted & { ticketId: string }>;
  address: string;
  close(): Promise<void>;
}

interface Posted {
  body: Buffer;
  signature: string;
}

async function openPostbox(): Promise<Postbox> {
  const bench = await openConnectWiseBench();
  const received: Posted[] = [];
  const listener = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ body, signature: String(request.headers['x-content-signature']) });
      return response.end();
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/connectwise`;
  return {
    bench,
    address,
    async receiveOne() {
      await bench.connectwise.hooks.register?.(address);
      const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
      await bench.vendor.callbacksSettled();
      const one = received.at(-1);
      if (!one) throw new Error('no callback came');
      return { ticketId: String(id), ...one };
    },
    async close() {
      listener.close();
      await bench.vendor.close();
    },
  };
}

/** The same callback with something else in it. */
function forged(body: Uint8Array, change: (payload: Record<string, unknown>) => object): Buffer {
  const payload = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...payload, ...change(payload) }));
}

function signed(body: Uint8Array, key: string): string {
  return createHmac('sha256', createHash('sha256').update(key).digest()).update(body).digest('base64');
}

describePsaHooks('ConnectWise', async () => {
  const postbox = await openPostbox();
  const { bench } = postbox;
  const posted = (body: Uint8Array, signature: string) => ({
    body,
    headers: { 'content-type': 'application/json', 'x-content-signature': signature },
  });
  return {
    hooks: bench.connectwise.hooks,
    signsBodies: true,
    async ticketOpened() {
      const { ticketId, body, signature } = await postbox.receiveOne();
      return { ticketId, hook: posted(body, signature) };
    },
    postedByVendor: (body) => posted(body, signed(body, bench.vendor.signingKey)),
    postedByStranger: (body) => posted(body, signed(body, 'a guess')),
    unknownEvent: (body) => forged(body, () => ({ Action: 'frobnicated', Type: 'frobnication' })),
    foreignEvent: (body) => forged(body, () => ({ Type: 'company' })),
    registered: () => bench.vendor.callbacks.map(({ url }) => url),
    calls: bench.vendor.calls,
    close: () => postbox.close(),
  };
});

describe('callbacks of ConnectWise', () => {
  let bench: ConnectWiseBench;
  let address: string;
  let postbox: Postbox;

  beforeEach(async () => {
    postbox = await openPostbox();
    ({ bench, address } = postbox);
  });

  afterEach(() => postbox.close());

  const verify = (body: Uint8Array, signature: string | undefined) =>
    bench.connectwise.hooks.verify({ body, header: () => signature });
  const keyFetches = () => bench.vendor.calls.filter(({ path }) => path.includes('callbackkey'));

  it('registers for ticket changes once, however often it starts', async () => {
    await bench.connectwise.hooks.register?.(address);
    await bench.connectwise.hooks.register?.(address);
    expect(bench.vendor.callbacks).toMatchObject([
      { url: `${address}?recordId=`, type: 'ticket', level: 'owner', objectId: 1, payloadVersion: '3.0.0' },
    ]);
  });

  it('is content when another instance registered in the same moment', async () => {
    bench.vendor.faults.add({
      method: 'GET',
      path: /callbacks$/,
      answer: { kind: 'status', status: 200, body: [] },
    });
    await bench.connectwise.hooks.register?.(address);
    bench.vendor.faults.add({
      method: 'GET',
      path: /callbacks$/,
      answer: { kind: 'status', status: 200, body: [] },
    });
    await bench.connectwise.hooks.register?.(address);
    expect(bench.vendor.callbacks).toHaveLength(1);
  });

  it('takes back its own, and leaves those of other programs at its address or at another', async () => {
    const others = [
      { url: `${address}?recordId=`, type: 'company' },
      { url: `${address}/more?recordId=`, type: 'ticket' },
      { url: 'https://reports.example/?recordId=', type: 'ticket' },
    ];
    for (const other of others) await programRegisters(bench.vendor, other);
    await bench.connectwise.hooks.register?.(address);
    expect(bench.vendor.callbacks).toHaveLength(4);

    await bench.connectwise.hooks.unregister?.(address);

    expect(bench.vendor.callbacks).toMatchObject(others);
  });

  it('is content when another instance took it back in the same moment', async () => {
    await bench.connectwise.hooks.register?.(address);
    const stop = bench.vendor.observe(async (stage, { method }) => {
      if (stage !== 'arrived' || method !== 'DELETE') return;
      stop();
      await bench.connectWith({}).hooks.unregister?.(address);
    });

    await bench.connectwise.hooks.unregister?.(address);

    expect(bench.vendor.callbacks).toEqual([]);
    const removals = bench.vendor.calls.filter(({ method }) => method === 'DELETE');
    expect(removals.map(({ status }) => status)).toEqual([204, 404]);
  });

  it('takes a signed callback as a hint about one ticket, and fetches the key once', async () => {
    const { ticketId, body, signature } = await postbox.receiveOne();

    expect(await verify(body, signature)).toEqual({ kind: 'accepted', ticketIds: [ticketId] });
    expect(await verify(body, signature)).toEqual({ kind: 'accepted', ticketIds: [ticketId] });
    expect(keyFetches()).toHaveLength(1);
  });

  it('refuses a missing, short, foreign or stale signature', async () => {
    const { body, signature } = await postbox.receiveOne();
    const other = createHmac('sha256', 'another key').update(body).digest('base64');
    for (const wrong of [undefined, '', 'abc', signature.slice(0, -4), other, `${signature}AAAA`])
      expect(await verify(body, wrong)).toEqual({ kind: 'refused', reason: 'bad_signature' });

    const changed = forged(body, () => ({ ID: 1 }));
    expect(await verify(changed, signature)).toEqual({ kind: 'refused', reason: 'bad_signature' });
  });

  it('refuses what is no callback of ours before it calls anybody', async () => {
    const { body, signature } = await postbox.receiveOne();
    for (const nonsense of ['', 'null', '{', '[]', '{"ID":1}', '\u0000'.repeat(100)])
      expect(await verify(Buffer.from(nonsense), signature)).toEqual({
        kind: 'refused',
        reason: 'malformed',
      });
    const foreign = forged(body, () => ({ CompanyId: 'somebody' }));
    expect(await verify(foreign, signature)).toEqual({ kind: 'refused', reason: 'foreign_company' });
    expect(keyFetches()).toEqual([]);
  });

  it('fetches a key from nowhere but its own ConnectWise, and for its own company', async () => {
    const { body } = await postbox.receiveOne();
    let asked = 0;
    const attacker = createServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end('{"signing_key":"mine"}');
    });
    attacker.listen(0, '127.0.0.1');
    await once(attacker, 'listening');
    const { port } = attacker.address() as AddressInfo;
    const path = '/v2026_1//system/callbackkey/index.rails?companyName=harborit&id=1';
    const { url } = bench.vendor;

    for (const keyUrl of [
      `http://127.0.0.1:${port}${path}`,
      `http://169.254.169.254${path}`,
      `${url.replace('http://', 'http://user:pass@')}${path}`,
      `${url}${path.replace('harborit', 'somebody')}`,
      `${url}/v2026_1/apis/3.0/service/tickets?companyName=harborit`,
      `file:///etc/passwd?companyName=harborit`,
    ]) {
      const evil = forged(body, () => ({ Metadata: { key_url: keyUrl } }));
      expect(await verify(evil, signed(evil, 'mine'))).toEqual({
        kind: 'refused',
        reason: 'no_key',
      });
    }
    expect(asked).toBe(0);
    expect(keyFetches()).toEqual([]);
    attacker.close();
  });

  it('asks ConnectWise for no more than ten keys a minute, whatever is posted to it', async () => {
    const { ticketId, body, signature } = await postbox.receiveOne();
    const site = `${bench.vendor.url}/v2026_1//system/callbackkey/index.rails?companyName=harborit`;
    for (let number = 1; number <= 30; number += 1) {
      const flood = forged(body, () => ({ Metadata: { key_url: `${site}&id=${number}` } }));
      await verify(flood, signature);
    }
    expect(keyFetches()).toHaveLength(10);

    bench.clock.advance({ minutes: 1, ms: 1 });
    expect(await verify(body, signature)).toEqual({ kind: 'accepted', ticketIds: [ticketId] });
  });
});
