import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HaloPsaBench, openHaloPsaBench } from '../../../test/support/halopsa.ts';
import type { Finding } from '../../finding.ts';

let bench: HaloPsaBench;

beforeEach(async () => {
  bench = await openHaloPsaBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const problems = (findings: Finding[]) => findings.filter((finding) => finding.kind === 'problem');

describe('the check of a HaloPSA connection', () => {
  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.halopsa.check();
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Address, tenant and application',
      'Agents',
      'Ticket types',
      'Outcomes',
      'Clients and users',
      'Changed tickets',
    ]);
    expect(bench.vendor.calls.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      '/auth/token',
    ]);
  });

  it.each([
    [{ clientSecret: 'wrong' }, /did not accept our credentials/, /client secret/],
    [{ tenant: 'somebody' }, /not set up completely/, /tenant/],
    [{ scope: 'some' }, /permission/, /scopes/],
    [{ ticketType: 'Helpdesk' }, /no ticket type Helpdesk/, /as it is written/],
    [{ intakeTicketTypes: ['77'] }, /no ticket type 77/, /as it is written/],
    [{ statuses: { waiting: 'Parked' } }, /no status Parked/, /statuses\.waiting/],
    [{ internalOutcome: 'Whisper' }, /no action Whisper/, /Actions/],
    [{ approvalOutcome: 'Private Note' }, /starts no approval process/, /approval process/],
  ])('says what to fix with %j', async (settings, problem, fix) => {
    expect(problems(await bench.connectWith(settings).check())).toEqual([
      expect.objectContaining({
        problem: expect.stringMatching(problem) as string,
        fix: expect.stringMatching(fix) as string,
      }),
    ]);
  });

  it('names the permission that the application or its agent lacks', async () => {
    for (const path of [/Users$/, /Outcome$/])
      bench.vendor.faults.add({ path, answer: { kind: 'status', status: 403, body: {} } });
    expect(problems(await bench.halopsa.check()).map((finding) => 'fix' in finding && finding.fix)).toEqual([
      expect.stringMatching(/configuration of tickets/),
      expect.stringMatching(/read:customers/),
    ]);
  });

  it('takes empty lists for a lack of visibility, as they are in Halo', async () => {
    bench.vendor.faults.add({ path: /Agent$/, answer: { kind: 'status', status: 200, body: [] } });
    expect(problems(await bench.halopsa.check())).toEqual([
      expect.objectContaining({ subject: 'Agents', fix: expect.stringMatching(/teams/) as string }),
    ]);
  });

  it('warns of a Halo that gives every ticket whenever it is asked for those that changed', async () => {
    const body = { record_count: 1, tickets: [{ id: 7, summary: 'Old' }] };
    bench.vendor.faults.add({ path: /Tickets$/, answer: { kind: 'status', status: 200, body } });
    expect(problems(await bench.halopsa.check())).toEqual([
      expect.objectContaining({ problem: expect.stringMatching(/without regard/) as string }),
    ]);
  });

  it('says so when there is nobody at the address', async () => {
    const away = bench.connectWith({ baseUrl: bench.settings.baseUrl.replace(/\d+$/, '9') });
    expect(problems(await away.check())).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/reach it/) as string }),
    ]);
  });
});
