import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AutotaskBench, openAutotaskBench } from '../../../test/support/autotask.ts';
import type { Finding } from '../../finding.ts';

let bench: AutotaskBench;

beforeEach(async () => {
  bench = await openAutotaskBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const problems = (findings: Finding[]) => findings.filter((finding) => finding.kind === 'problem');
const matching = (problem: RegExp, fix: RegExp) =>
  expect.objectContaining({
    problem: expect.stringMatching(problem) as string,
    fix: expect.stringMatching(fix) as string,
  }) as Finding;

it('finds nothing wrong with a good connection, and changes nothing', async () => {
  const findings = await bench.autotask.check();

  expect(problems(findings)).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    'User name, secret and integration code',
    'Tickets',
    'Notes',
    'Contacts',
    'API usage',
    'Webhooks',
  ]);
  const reads = /zoneInformation$|\/query$|entityInformation\/fields$|ThresholdInformation$/;
  expect(bench.vendor.calls.every(({ path }) => reads.test(path))).toBe(true);
});

it.each([
  [{ username: 'somebody@harbor-it.example' }, /not available/, /user name/],
  [{ secret: 'wrong' }, /did not accept our credentials/, /Security tab/],
  [{ integrationCode: 'WRONG' }, /did not accept our credentials/, /tracking identifier/],
  [{ queue: 'Helpdesk' }, /no active queue Helpdesk/, /exactly as it is written/],
  [{ intakeQueues: ['Help Desk', 'Old Projects'] }, /no active queue Old Projects/, /exactly/],
  [{ statuses: { waiting: 'Parked' } }, /no active status Parked/, /statuses\.waiting/],
  [{ priority: 'Sehr hoch' }, /no priority/, /label of one/],
  [{ noteType: 'Notiz' }, /no note type/, /noteType/],
  [{ internalPublish: 'Nur intern' }, /no label/, /customers do not see/],
])('says what to fix with %j', async (settings, problem, fix) => {
  expect(problems(await bench.connectWith(settings).check())).toEqual([matching(problem, fix)]);
});

it('names the permission that a security level lacks', async () => {
  const lacking = {
    kind: 'status',
    status: 500,
    body: { errors: ['The Resource does not have permission.'] },
  } as const;
  for (const path of [/Tickets\/entity/, /Contacts\/query/, /TicketNoteWebhooks\/query/])
    bench.vendor.faults.add({ path, answer: lacking });

  expect(problems(await bench.autotask.check())).toEqual([
    matching(/does not let us/, /Service Desk > Tickets/),
    matching(/does not let us/, /CRM > Contacts/),
    matching(/does not let us/, /Can create webhooks/),
  ]);
});

it('warns before all integrations together have used up the calls of the hour', async () => {
  bench.vendor.faults.add({
    path: /ThresholdInformation/,
    answer: {
      kind: 'status',
      status: 200,
      body: { externalRequestThreshold: 10_000, currentTimeframeRequestCount: 7_600 },
    },
  });
  expect(problems(await bench.autotask.check())).toEqual([
    matching(/7600 of 10000 calls/, /busy integration/),
  ]);
});

it('does not ask for webhooks where there is no secret for them', async () => {
  const findings = await bench.connectWith({ webhookSecret: undefined }).check();
  expect(findings.map(({ subject }) => subject)).not.toContain('Webhooks');
});
