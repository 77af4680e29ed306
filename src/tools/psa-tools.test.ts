import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../test/support/connectwise.ts';
import { sampleScope } from '../../test/support/flows.ts';
import { MINUTE_MS } from '../clock.ts';
import type { Psa } from './psa.ts';
import { psaTools } from './psa-tools.ts';
import type { ToolScope } from './tool.ts';

let bench: ConnectWiseBench;

beforeEach(async () => {
  bench = await openConnectWiseBench();
});

afterEach(() => bench.vendor.close());

const lakeside = sampleScope({ psa: { name: 'connectwise', companyId: '42' } });

/** A second PSA that knows every address and has one ticket for each. */
const halo = (): Psa => ({
  ...bench.connectwise.psa,
  name: 'halopsa',
  earlierTickets: async ({ companyId, email }) => [
    {
      id: '2818',
      summary: `${email} of ${companyId}`,
      companyId,
      status: 'completed',
      statusName: 'Closed',
      closed: true,
      openedBy: { kind: 'automation' },
      intake: false,
      createdAt: new Date('2026-11-01T08:00:00Z'),
      updatedAt: new Date('2026-11-02T08:00:00Z'),
    },
  ],
});

function find(
  words: string | null,
  { email = dana, scope = lakeside }: { email?: string; scope?: ToolScope } = {},
) {
  const [tool] = psaTools([bench.connectwise.psa, halo()]);
  if (!tool) throw new Error('there is no tool');
  return tool.run(scope, { email, words });
}

it('lists the latest ten tickets of a person, newest first, with words if wanted', async () => {
  for (let number = 1; number <= 12; number += 1)
    bench.vendor.contactOpensTicket({ email: dana, summary: `Printer ${number}` });
  bench.vendor.contactOpensTicket({ email: 'max@lakeside.example', summary: 'Printer of Max' });

  const all = await find(null);
  expect(all.targets.map(({ label }) => label)).toEqual(
    Array.from({ length: 10 }, (_, index) => `Printer ${12 - index}`),
  );
  expect(all.evidence).toBe(`Earlier tickets of ${dana}: 10 or more`);

  const one = await find(' printer 11 ', { email: ` ${dana} ` });
  expect(one.evidence).toBe(`Earlier tickets of ${dana}: 1`);
  const id = one.targets[0]?.id;
  const justNow = expect.toSatisfy(
    (at: string) => Math.abs(Date.parse(at) - bench.clock.now().getTime()) < MINUTE_MS,
  );
  expect(one.data).toEqual({
    tickets: [
      { id, summary: 'Printer 11', status: 'New', closed: false, openedAt: justNow, updatedAt: justNow },
    ],
  });
});

it('shows nothing of another client, whoever the model asks about', async () => {
  bench.vendor.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'Secret merger' });
  for (const email of ['bea@brightfield.example', `${dana}" or communicationItems/value contains "@`])
    await expect(find(null, { email })).rejects.toMatchObject({ code: 'not_found' });
  await expect(find('x" or id > 0 or summary = "')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(bench.vendor.calls.every(({ status }) => status === 200)).toBe(true);
});

it('asks the PSA in which the client has its tickets, and no other', async () => {
  bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });

  const scope = sampleScope({ psa: { name: 'halopsa', companyId: '19' } });
  const found = await find(null, { scope });

  expect(found.targets).toEqual([{ kind: 'ticket', id: '2818', label: `${dana} of 19` }]);
  expect(bench.vendor.calls).toEqual([]);
});

it('follows when a PSA is connected or disconnected later', () => {
  const psas: Psa[] = [];
  const [tool] = psaTools(psas);
  expect(tool?.isFor?.(lakeside)).toBe(false);
  psas.push(bench.connectwise.psa);
  expect(tool?.isFor?.(lakeside)).toBe(true);
});

it('is offered only to a client with a company in a connected PSA, and refused to others', async () => {
  const [tool] = psaTools([bench.connectwise.psa]);
  expect(tool?.isFor?.(lakeside)).toBe(true);
  for (const scope of [sampleScope(), sampleScope({ psa: { name: 'jira', companyId: 'LAKE' } })]) {
    expect(tool?.isFor?.(scope)).toBe(false);
    await expect(tool?.run(scope, { email: dana, words: null })).rejects.toMatchObject({
      code: 'bad_configuration',
    });
  }
});
