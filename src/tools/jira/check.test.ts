import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JiraBench, openJiraBench, scopedToken } from '../../../test/support/jira.ts';
import type { Finding } from '../../finding.ts';
import type { Jira } from './index.ts';

let bench: JiraBench;

beforeEach(async () => {
  bench = await openJiraBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

describe('the check of a Jira connection', () => {
  const problems = async (jira: Jira): Promise<Finding[]> =>
    (await jira.check()).filter((finding) => finding.kind === 'problem');

  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.jira.check();
    expect(findings.filter(({ kind }) => kind === 'problem')).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Address and API token',
      'Agent licence',
      'Request type',
      'Customers',
      'Project LAKE',
      'Project BRIG',
      'Project HELP',
      'Shared projects',
      'Webhook secret',
    ]);
    expect(bench.vendor.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    [{ apiToken: 'expired' }, /did not accept our credentials/, /tokens end after a year/],
    [{ ...scopedToken, cloudId: undefined }, /did not accept our credentials/, /scopes needs the cloud id/],
    [
      { ...scopedToken, cloudId: '00000000-0000-4000-8000-000000000000' },
      /not set up completely/,
      /cloud id/,
    ],
    [{ requestType: 'Ask us' }, /no request type Ask us in LAKE, BRIG, HELP/, /exactly as it is written/],
    [{ intakeProjects: ['NOPE'] }, /does not know what was asked for/, /Name the key of a project/],
    [{ intakeProjects: ['OPS'] }, /comments there cannot be internal/, /internalRole/],
    [
      { sharedProjects: ['OPS'], internalRole: 'Technicians' },
      /OPS has no organizations/,
      /service projects alone/,
    ],
  ])('says what to fix with %j', async (settings, problem, fix) => {
    expect(await problems(bench.connectWith(settings))).toEqual([
      expect.objectContaining({
        problem: expect.stringMatching(problem) as string,
        fix: expect.stringMatching(fix) as string,
      }),
    ]);
  });

  it('names the permissions that the account lacks', async () => {
    bench.vendor.withhold('MODIFY_REPORTER');
    const [found] = await problems(bench.connectWith({ intakeProjects: [] }));
    expect(found).toMatchObject({ problem: expect.stringMatching(/permissions Modify reporter$/) as string });
  });

  it('names the licence that it lacks', async () => {
    const ours = bench.vendor.accounts.find(
      ({ accountId }) => accountId === bench.vendor.integrationAccountId,
    );
    if (ours) ours.licences = [];
    expect(await problems(bench.jira)).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/agent licence/) as string }),
    ]);
  });

  it('says so when there is nobody at the address', async () => {
    const away = bench.connectWith({ site: bench.settings.site.replace(/\d+$/, '9') });
    expect(await problems(away)).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/reach it/) as string }),
    ]);
  });
});
