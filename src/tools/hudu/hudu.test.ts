import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  brightfieldInHudu,
  type HuduBench,
  lakesideInHudu,
  openHuduBench,
} from '../../../test/support/hudu.ts';
import type { Finding } from '../../finding.ts';
import type { Documentation } from '../documentation.ts';

const company = Number(lakesideInHudu);
let bench: HuduBench;

beforeEach(async () => {
  bench = await openHuduBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const article = (title: string, html = '<p>text</p>') =>
  String(bench.vendor.write({ companyId: company, title, html }));
const process = (title: string, more: Partial<Parameters<typeof bench.vendor.writeProcess>[0]> = {}) =>
  `process-${bench.vendor.writeProcess({ companyId: company, title, html: '', tasks: [], ...more })}`;
const titles = async (words: string, documentation: Documentation = bench.hudu.documentation) =>
  (await documentation.search(lakesideInHudu, { words, limit: 10 })).map(({ title }) => title);
const read = (id: string, documentation: Documentation = bench.hudu.documentation) =>
  documentation.read(lakesideInHudu, { id, maxCharacters: 10_000 });

describe('the global knowledge base of Hudu', () => {
  const global = (folder: string | undefined, title = 'Zendesk') =>
    String(bench.vendor.write({ companyId: null, title, html: '<p>text</p>', ...(folder && { folder }) }));

  it('is for clients only as far as a folder of it is named in the settings, with the folders in it', async () => {
    const shared = global('For all clients', 'Zendesk 1');
    const inside = global('Inside', 'Zendesk 2');
    const others = [global('Internal', 'Zendesk 3'), global(undefined, 'Zendesk 4')];

    expect((await titles('zendesk')).toSorted()).toEqual(['Zendesk 1', 'Zendesk 2']);
    expect(await read(shared)).toBeDefined();
    expect(await read(inside)).toBeDefined();
    for (const id of others) expect(await read(id)).toBeUndefined();
  });

  it('is not looked at when no folder is named', async () => {
    const shared = global('For all clients');
    const { documentation } = bench.connectWith({ globalFolders: [] });

    expect(await titles('zendesk', documentation)).toEqual([]);
    expect(await read(shared, documentation)).toBeUndefined();
    const searches = bench.vendor.calls.filter(({ path }) => path === '/api/v1/articles');
    expect(searches.map(({ query }) => query['company_id'])).toEqual([lakesideInHudu]);
    expect(bench.vendor.calls.some(({ path }) => path.endsWith('/folders'))).toBe(false);
  });

  it('looks its folders up once for many searches', async () => {
    for (let time = 0; time < 5; time += 1) await titles('zendesk');
    expect(bench.vendor.calls.filter(({ path }) => path.endsWith('/folders'))).toHaveLength(1);
  });

  it('does not keep clients from their own articles when the key may not see folders', async () => {
    article('Zendesk');
    bench.vendor.faults.add({ path: /folders$/, answer: { kind: 'status', status: 403 } });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });
});

describe('processes in Hudu', () => {
  it('are found by title or description, and read with their tasks in order', async () => {
    const id = process('New starter', {
      html: '<p>For everybody who starts.</p>',
      tasks: [
        { name: 'Create the account', html: '<p>First name <b>only</b>.</p>' },
        { name: 'Order a badge', html: '', optional: true },
      ],
    });

    expect(await titles('starter')).toEqual(['New starter']);
    expect(await titles('everybody')).toEqual(['New starter']);
    const { text, url, title } = (await read(id)) ?? {};
    expect({ title, text }).toEqual({
      title: 'New starter',
      text: 'For everybody who starts.\n\n1. Create the account\n\nFirst name only.\n\n2. Order a badge (optional)',
    });
    expect(url).toMatch(new RegExp(`^${bench.vendor.url}/processes/process-`));
  });

  it('are templates: a run of one, which has somebody’s notes in it, is not read, nor an archived one', async () => {
    const run = process('Onboarding of Noor', { run: true });
    const archived = process('Onboarding (old)', { archived: true });
    bench.vendor.oddities.ignoresFilters = true;

    expect(await titles('onboarding')).toEqual([]);
    expect(await read(run)).toBeUndefined();
    expect(await read(archived)).toBeUndefined();
  });

  it('are the client’s own, and global ones only where the settings say so', async () => {
    process('Onboarding');
    const foreign = process('Onboarding of the others', { companyId: Number(brightfieldInHudu) });
    const global = process('Onboarding everywhere', { companyId: null });

    expect(await titles('onboarding')).toEqual(['Onboarding']);
    expect(await read(foreign)).toBeUndefined();
    expect(await read(global)).toBeUndefined();

    const { documentation } = bench.connectWith({ globalProcesses: true });
    expect(await titles('onboarding', documentation)).toEqual(['Onboarding', 'Onboarding everywhere']);
    expect(await read(global, documentation)).toBeDefined();
    expect(await read(foreign, documentation)).toBeUndefined();
  });

  it('are no articles: one’s number does not open the other', async () => {
    const id = process('Onboarding');
    expect(await read(id.replace('process-', ''))).toBeUndefined();
    expect(await read(`process-${article('Zendesk')}`)).toBeUndefined();
  });

  it('are left out when the key may not see them', async () => {
    article('Zendesk');
    bench.vendor.faults.add({ path: /procedures$/, answer: { kind: 'status', status: 403 } });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });
});

describe('searching Hudu', () => {
  it('finds what has one of the words when Hudu wants them all', async () => {
    article('VPN access');
    bench.vendor.oddities.searchWantsAllWords = true;
    expect(await titles('vpn laptop')).toEqual(['VPN access']);
  });

  it('does not take a word for found inside of another, though Hudu does', async () => {
    bench.vendor.oddities.searchLooksInsideWords = true;
    article('Provisioning');
    article('Visio');
    expect(await titles('visio')).toEqual(['Visio']);
  });

  it('reads to the end though Hudu takes no notice of the page size', async () => {
    bench.vendor.oddities.ignoresPageSize = true;
    for (let number = 1; number <= 80; number += 1) article(`Router ${number}`);
    article('Router of the annex');
    expect((await titles('router annex'))[0]).toBe('Router of the annex');
  });

  it('does not ask for ever when every page is the first', async () => {
    bench.vendor.oddities.ignoresPage = true;
    for (let number = 1; number <= 120; number += 1) article(`Router ${number}`);
    expect(await titles('router')).toHaveLength(10);
    expect(bench.vendor.calls.filter(({ query }) => query['company_id'] && query['search'])).toHaveLength(2);
  });

  it('sends no more than the words themselves', async () => {
    await titles('zendesk" &company_id=1 -- #');
    const [search] = bench.vendor.calls.filter(({ path }) => path === '/api/v1/articles');
    expect(search?.query).toMatchObject({ company_id: lakesideInHudu, search: 'zendesk company id 1' });
  });
});

describe('the limit of Hudu', () => {
  it('is the text “Retry later”: nothing is sent until the five minutes are over', async () => {
    article('Zendesk');
    for (let call = 0; call < 301; call += 1) await fetch(`${bench.vendor.url}/api/v1/api_info`);
    await expect(titles('zendesk')).rejects.toMatchObject({ code: 'rate_limited', facts: { status: 429 } });
    const sent = bench.vendor.calls.length;

    bench.clock.advance({ ms: 500 });
    const refused = titles('zendesk');
    await expect(refused).rejects.toMatchObject({ code: 'rate_limited' });
    expect(bench.vendor.calls.length).toBe(sent);

    bench.clock.advance({ minutes: 5 });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });

  it('waits itself when Hudu asks for a moment only', async () => {
    article('Zendesk');
    const answer = { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const;
    bench.vendor.faults.add({ path: /articles$/, answer });
    expect(await titles('zendesk')).toEqual(['Zendesk']);
  });
});

describe('links to Hudu', () => {
  it('lead to our own Hudu, whatever address the answer has', async () => {
    const id = article('Zendesk');
    const body = {
      article: { id: Number(id), company_id: company, name: 'Z', url: 'https://evil.example/kba/x' },
    };
    bench.vendor.faults.add({ path: /articles\/\d+$/, answer: { kind: 'status', status: 200, body } });
    expect((await read(id))?.url).toBe(`${bench.vendor.url}/kba/x`);
  });
});

describe('the check of a Hudu connection', () => {
  const problems = (findings: Finding[]) => findings.filter((finding) => finding.kind === 'problem');

  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.hudu.check();
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Address and key',
      'Companies',
      'Articles',
      'Processes',
      'Folders meant for all clients',
    ]);
    expect(bench.vendor.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says what to fix with a wrong key, a folder that is not there, or an address where there is nobody', async () => {
    const finding = (problem: RegExp, fix: RegExp) => [
      expect.objectContaining({
        problem: expect.stringMatching(problem) as string,
        fix: expect.stringMatching(fix) as string,
      }),
    ];
    expect(problems(await bench.connectWith({ apiKey: 'wrong' }).check())).toEqual(
      finding(/did not accept our credentials/, /API key/),
    );
    expect(
      problems(await bench.connectWith({ globalFolders: ['For all clients', 'Shared'] }).check()),
    ).toEqual(finding(/no folder Shared$/, /exactly as they are written/));
    expect(problems(await bench.connectWith({ baseUrl: 'http://127.0.0.1:9' }).check())).toEqual(
      finding(/not available/, /reach it/),
    );
  });

  it('names what the key may not read', async () => {
    for (const path of [/articles$/, /procedures$/])
      bench.vendor.faults.add({ path, answer: { kind: 'status', status: 403, body: 'Forbidden' } });
    expect(problems(await bench.hudu.check()).map(({ subject }) => subject)).toEqual([
      'Articles',
      'Processes',
    ]);
  });
});
