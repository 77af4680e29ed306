import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  brightfieldInItGlue,
  type ItGlueBench,
  lakesideInItGlue,
  openItGlueBench,
} from '../../../test/support/itglue.ts';
import type { Finding } from '../../finding.ts';
import { SHARED_ORGANIZATION_ID } from '../../sandbox/itglue/simulated-itglue.ts';
import type { Documentation } from '../documentation.ts';

const organization = Number(lakesideInItGlue);
let bench: ItGlueBench;

beforeEach(async () => {
  bench = await openItGlueBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

type Written = Parameters<ItGlueBench['vendor']['write']>[0];
type WrittenAsset = Parameters<ItGlueBench['vendor']['writeAsset']>[0];

const document = (title: string, more: Partial<Written> = {}) =>
  String(
    bench.vendor.write({
      organizationId: organization,
      title,
      sections: [{ kind: 'Text', html: '<p>text</p>' }],
      ...more,
    }),
  );
const asset = (title: string, more: Partial<WrittenAsset> = {}) =>
  `asset-${bench.vendor.writeAsset({ organizationId: organization, typeId: 33, title, traits: {}, ...more })}`;
const titles = async (words: string, documentation: Documentation = bench.itglue.documentation) =>
  (await documentation.search(lakesideInItGlue, { words, limit: 10 })).map(({ title }) => title);
const read = (id: string, documentation: Documentation = bench.itglue.documentation) =>
  documentation.read(lakesideInItGlue, { id, maxCharacters: 10_000 });

describe('documents in IT Glue', () => {
  it('are found in every folder, though IT Glue lists the root folder alone unless asked', async () => {
    document('Zendesk in the root', { folderId: null });
    document('Zendesk in a folder', { folderId: 77 });
    expect(await titles('zendesk')).toHaveLength(2);
  });

  it('are found at least in the root folder where an account does not take the filter', async () => {
    document('Zendesk in the root', { folderId: null });
    document('Zendesk in a folder', { folderId: 77 });
    bench.vendor.oddities.refusesFolderFilter = true;
    expect(await titles('zendesk')).toEqual(['Zendesk in the root']);
  });

  it('read section by section in order, steps numbered as IT Glue numbers them, without pictures', async () => {
    const id = document('Zendesk', {
      sections: [
        { kind: 'Heading', html: 'Request', level: 2 },
        { kind: 'Step', html: '<p>Open <b>Entra</b>.</p>' },
        { kind: 'Step', html: '<p>Add the user.</p>' },
        { kind: 'Gallery' },
        { kind: 'Step', html: '<p>Wait.</p>', restartsCount: true },
        { kind: 'Text', html: '<p>Done.</p>' },
      ],
    });
    expect((await read(id))?.text).toBe('Request\n\n1. Open Entra.\n\n2. Add the user.\n\n1. Wait.\n\nDone.');
  });

  it('say so when IT Glue gave only the first of many sections', async () => {
    const sections = Array.from({ length: 70 }, (_, index) => ({
      kind: 'Text' as const,
      html: `<p>${index}</p>`,
    }));
    expect(await read(document('Long', { sections }))).toMatchObject({ truncated: true });
  });

  it('are not shown when only some of the MSP’s people may see them', async () => {
    const id = document('Zendesk administrators', { restricted: true });
    expect(await titles('zendesk')).toEqual([]);
    expect(await read(id)).toBeUndefined();
  });

  it('are linked on the MSP’s own site', async () => {
    const id = document('Zendesk');
    expect((await read(id))?.url).toBe(`https://harbor-it.itglue.example/${organization}/docs/${id}`);
  });

  it('meant for all clients are those of one organization, and of none unless the settings name it', async () => {
    const id = document('Zendesk', { organizationId: SHARED_ORGANIZATION_ID });
    expect(await titles('zendesk')).toEqual(['Zendesk']);

    const { documentation } = bench.connectWith({ sharedOrganizationId: undefined });
    expect(await titles('zendesk', documentation)).toEqual([]);
    expect(await read(id, documentation)).toBeUndefined();
    expect(bench.vendor.calls.at(-1)?.path).toBe(`/documents/${id}`);
  });
});

describe('flexible assets in IT Glue', () => {
  const traits = {
    name: 'Dentrix',
    'how-access-is-given': '<p>Assign the <b>application</b>.</p>',
    approver: 'Max <Moreno>',
    'single-sign-on': true,
    'runs-on': {
      type: 'Configurations',
      values: [
        { id: 1, name: 'APP01' },
        { id: 2, name: 'APP02' },
      ],
    },
    administrator: 'hunter2',
    'admin-password-old': 'Summer2019!',
    manual: [{ name: 'manual.pdf' }],
    'not-a-field': 'nobody knows what this is',
  };

  it('are read field by field, as far as a field is text for people, never what is a password or called so', async () => {
    const id = asset('Dentrix', { traits });
    expect((await read(id))?.text.split('\n').filter(Boolean)).toEqual([
      'Name: Dentrix',
      'How access is given:',
      'Assign the application.',
      'Approver: Max <Moreno>',
      'Single sign-on: yes',
      'Runs on: APP01, APP02',
    ]);
  });

  it('are found by name or by what may be read of them, and by nothing else', async () => {
    asset('Dentrix', { traits });
    expect(await titles('dentrix')).toEqual(['Dentrix']);
    expect(await titles('application')).toEqual(['Dentrix']);
    for (const secret of ['hunter2', 'summer2019', 'nobody knows']) expect(await titles(secret)).toEqual([]);
  });

  it('are those of the configured types, of the client’s own organization, neither archived nor restricted', async () => {
    const hidden = [
      asset('Dentrix firewall', { typeId: 34 }),
      asset('Dentrix of the others', { organizationId: Number(brightfieldInItGlue) }),
      asset('Dentrix (old)', { archived: true }),
      asset('Dentrix (restricted)', { restricted: true }),
    ];
    bench.vendor.oddities.ignoresFilters = true;
    expect(await titles('dentrix')).toEqual([]);
    for (const id of hidden) expect(await read(id)).toBeUndefined();
  });

  it('are left alone when no type is configured', async () => {
    const id = asset('Dentrix', { traits });
    const { documentation } = bench.connectWith({ assetTypes: [] });
    expect(await titles('dentrix', documentation)).toEqual([]);
    expect(await read(id, documentation)).toBeUndefined();
    expect(bench.vendor.calls.some(({ path }) => path.includes('flexible'))).toBe(false);
  });

  it('do not keep documents from being found when the key may not see them', async () => {
    document('Zendesk');
    bench.vendor.faults.add({ path: /flexible_asset_types$/, answer: { kind: 'status', status: 403 } });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });

  it('are no documents: one’s number does not open the other', async () => {
    expect(await read(asset('Dentrix').replace('asset-', ''))).toBeUndefined();
    expect(await read(`asset-${document('Zendesk')}`)).toBeUndefined();
  });

  it('have their types and fields looked up once for many searches', async () => {
    for (let time = 0; time < 5; time += 1) await titles('dentrix');
    const lookUps = bench.vendor.calls.filter(({ path }) => path.startsWith('/flexible_asset_types'));
    expect(lookUps.map(({ path }) => path)).toEqual([
      '/flexible_asset_types',
      '/flexible_asset_types/33/relationships/flexible_asset_fields',
    ]);
  });
});

describe('the limit of IT Glue', () => {
  it('is waited out for a minute, unless IT Glue says how long', async () => {
    document('Zendesk');
    bench.vendor.faults.add({
      path: /documents$/,
      answer: { kind: 'status', status: 429, body: 'slow down' },
    });
    await expect(titles('zendesk')).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterMs: 60_000 },
    });
    const sent = bench.vendor.calls.length;
    await expect(titles('zendesk')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(bench.vendor.calls.length).toBe(sent);

    bench.clock.advance({ minutes: 1 });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });
});

describe('the check of an IT Glue connection', () => {
  const problems = (findings: Finding[]) => findings.filter((finding) => finding.kind === 'problem');
  const problemsWith = async (settings: Parameters<ItGlueBench['connectWith']>[0]) =>
    problems(await bench.connectWith(settings).check());
  const problem = (what: RegExp, fix: RegExp) =>
    expect.objectContaining({
      problem: expect.stringMatching(what) as string,
      fix: expect.stringMatching(fix) as string,
    }) as Finding;

  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.itglue.check();
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Region and key',
      'Organization meant for all clients',
      'Documents',
      'Flexible asset types',
    ]);
    expect(bench.vendor.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says what to fix with a wrong key or region, organization or type', async () => {
    expect(await problemsWith({ apiKey: 'wrong' })).toEqual([
      problem(/did not accept our credentials/, /region/),
    ]);
    expect(await problemsWith({ sharedOrganizationId: '999' })).toEqual([
      problem(/does not know/, /number in the address/),
      problem(/does not know/, /./),
    ]);
    expect(await problemsWith({ assetTypes: ['applications', 'Runbooks'] })).toEqual([
      problem(/no flexible asset type Runbooks$/, /exactly as they are written/),
    ]);
    expect(await problemsWith({ apiUrl: 'http://127.0.0.1:9' })).toEqual([problem(/not available/, /reach/)]);
  });

  it('names what the key may not read', async () => {
    for (const path of [/documents$/, /flexible_asset_fields$/])
      bench.vendor.faults.add({ path, answer: { kind: 'status', status: 403, body: 'Forbidden' } });
    expect(problems(await bench.itglue.check()).map(({ subject }) => subject)).toEqual([
      'Documents',
      'Flexible asset types',
    ]);
  });
});
