import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AutotaskBench, dana, openAutotaskBench } from '../../../test/support/autotask.ts';

let bench: AutotaskBench;

beforeEach(async () => {
  bench = await openAutotaskBench();
});

afterEach(() => bench.vendor.close());

const openTicket = () => String(bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' }).id);
const zoneQuestions = () => bench.vendor.calls.filter(({ path }) => path.endsWith('zoneInformation')).length;
const refusals = () => bench.vendor.calls.filter(({ status }) => status === 401).length;
const first = { retry: false, signal: new AbortController().signal };

describe('the zone of an Autotask database', () => {
  it('is asked for once, by however many at the same time', async () => {
    const ids = Array.from({ length: 5 }, openTicket);
    await Promise.all(ids.map((id) => bench.autotask.psa.ticket(id)));

    expect(zoneQuestions()).toBe(1);
  });

  it('is asked for again by the next caller when nobody answered the first', async () => {
    const id = openTicket();
    bench.vendor.faults.add({
      path: /zoneInformation/,
      times: 3,
      answer: { kind: 'status', status: 503 },
    });
    await expect(bench.autotask.psa.ticket(id)).rejects.toMatchObject({ code: 'unavailable' });

    expect((await bench.autotask.psa.ticket(id))?.id).toBe(id);
  });

  it('is followed when the database was moved, by reads and writes, without writing twice', async () => {
    const id = openTicket();
    await bench.autotask.psa.notes(id);
    bench.vendor.moveToAnotherZone();

    await bench.autotask.psa.addNote(id, { key: 'k', visibility: 'internal', text: 'Plan' }, first);
    await bench.autotask.psa.notes(id);

    expect(bench.vendor.notes(Number(id))).toHaveLength(1);
    expect(zoneQuestions()).toBe(2);
  });

  it('is not asked for more than once a minute when the credentials are wrong, and nothing is sent again', async () => {
    const id = openTicket();
    const { psa } = bench.connectWith({ secret: 'wrong' });
    for (let time = 0; time < 5; time += 1)
      await expect(psa.ticket(id)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(zoneQuestions()).toBe(2);
    expect(refusals()).toBe(5);

    bench.clock.advance({ minutes: 1, ms: 1 });
    await expect(psa.ticket(id)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(zoneQuestions()).toBe(3);
  });
});

describe('credentials of Autotask', () => {
  let elsewhere: Server;
  let asked: IncomingMessage[];
  let answer: object;
  let address: string;

  beforeEach(async () => {
    asked = [];
    elsewhere = createServer((request, response) => {
      asked.push(request);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });

  afterEach(() => void elsewhere.close());

  it('are not given to where the zone is asked for: nobody needs them there', async () => {
    answer = { url: `${bench.vendor.url}/ATServicesRest/`, webUrl: 'https://ww5.autotask.net/' };
    await bench.connectWith({ zoneUrl: address }).psa.ticket(openTicket());

    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toContain('user=countersign%40harbor-it.example');
    for (const name of ['secret', 'apiintegrationcode', 'username'])
      expect(asked[0]?.headers).not.toHaveProperty(name);
  });

  it.each([
    'https://webservices5.autotask.net.evil.example/ATServicesRest/',
    'https://evilautotask.net/ATServicesRest/',
    'http://webservices5.autotask.net/ATServicesRest/',
    'https://user:pass@webservices5.autotask.net/ATServicesRest/',
    'https://169.254.169.254/ATServicesRest/',
  ])('go to no other host, though the zone is said to be at %s', async (url) => {
    answer = { url, webUrl: 'https://ww5.autotask.net/' };
    const { psa } = bench.connectWith({ zoneUrl: address });

    await expect(psa.ticket('1')).rejects.toMatchObject({ code: 'forbidden' });
    expect(bench.vendor.calls).toEqual([]);
  });

  it('come with no link to a page elsewhere', async () => {
    answer = { url: `${bench.vendor.url}/ATServicesRest/`, webUrl: 'https://evil.example/' };
    const ticket = await bench.connectWith({ zoneUrl: address }).psa.ticket(openTicket());

    expect(ticket?.id).toBeDefined();
    expect(ticket?.url).toBeUndefined();
  });
});
