import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients } from '../demo-data.ts';
import { type SimulatedHudu, startSimulatedHudu } from './simulated-hudu.ts';

const clock = new MovableClock();
let hudu: SimulatedHudu;

beforeEach(async () => {
  hudu = await startSimulatedHudu({ apiKey: 'key', clients, clock });
});

afterEach(() => hudu.close());

const get = (path: string, apiKey = 'key') =>
  fetch(`${hudu.url}/api/v1${path}`, { headers: { 'x-api-key': apiKey } });
type Row = Record<string, unknown>;
const rows = async (name: string, query = '') =>
  ((await (await get(`/${name}${query}`)).json()) as Record<string, Row[]>)[name] ?? [];

describe('what the simulated Hudu refuses', () => {
  it('lets nobody in without the key', async () => {
    const refused = await get('/articles', 'wrong');
    expect([refused.status, await refused.text()]).toEqual([401, '']);
    expect((await fetch(`${hudu.url}/api/v1/articles`)).status).toBe(401);
  });

  it.each(['/articles/1', '/procedures/1', '/asset_passwords', '/nothing'])(
    'does not know %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('answers too many calls with text, until the next five minutes begin', async () => {
    const calls = await Promise.all(Array.from({ length: 301 }, () => get('/api_info')));
    const refused = calls.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(await refused[0]?.text()).toBe('Retry later\n');
    expect(refused[0]?.headers.get('content-type')).toMatch(/^text\/plain/);

    expect((await get('/api_info')).status).toBe(429);
    clock.advance({ minutes: 5 });
    expect((await get('/api_info')).status).toBe(200);
  });
});

describe('what the simulated Hudu finds', () => {
  it('has the demo clients as companies, with runbooks of their own', async () => {
    const companies = await rows('companies');
    expect(companies.map(({ id, name }) => [id, name])).toEqual([
      [342, 'Lakeside Dental'],
      [343, 'Brightfield Law'],
    ]);
    const titles = (await rows('articles', '?company_id=342')).map(({ name }) => name);
    expect(titles).toContain('Zendesk access');
    expect(titles).not.toContain('DocuSign senders');
  });

  it('searches articles loosely, and ignores what it does not know', async () => {
    expect((await rows('articles', '?search=zendesk%20nothing')).length).toBeGreaterThan(0);
    expect(await rows('articles', '?search=nothingatall')).toEqual([]);
    expect((await rows('articles', '?search=provision')).length).toBeGreaterThan(0);
    for (const noWordOfTheirs of ['visio', 'strong', 'td']) // inside of `provisioning`; tags
      expect(await rows('articles', `?search=${noWordOfTheirs}`), noWordOfTheirs).toEqual([]);
    expect(await rows('articles', '?archived=true&colour=red')).toHaveLength(hudu.articles.length);
  });

  it('has no search for processes, and tells them from their runs', async () => {
    hudu.writeProcess({ companyId: 342, title: 'A run', html: '', tasks: [], run: true });
    expect((await rows('procedures', '?search=nothingatall')).length).toBe((await rows('procedures')).length);
    expect((await rows('procedures', '?type=run')).map(({ name }) => name)).toEqual(['A run']);
    expect((await rows('procedures', '?type=process&company_id=342')).map(({ name }) => name)).toEqual([
      'New starter checklist',
    ]);
  });

  it('keeps descriptions of tasks in base64', async () => {
    const [process] = await rows('procedures', '?type=process&company_id=342');
    const tasks = await rows('procedure_tasks', `?procedure_id=${String(process?.['id'])}`);
    const account = tasks.find(({ name }) => name === 'Create the account');
    expect(Buffer.from(String(account?.['description']), 'base64').toString('utf8')).toMatch(
      /^<p>First name/,
    );
  });

  it('gives 25 a page unless asked', async () => {
    for (let number = 0; number < 60; number += 1) hudu.write({ companyId: 342, title: 'x', html: '' });
    expect(await rows('articles')).toHaveLength(25);
    expect(await rows('articles', '?page=2&page_size=50')).toHaveLength(hudu.articles.length - 50);
  });
});

it('is as at the start after a reset', async () => {
  const before = hudu.articles.map(({ name }) => name);
  hudu.write({ companyId: 342, title: 'x', html: '' });
  hudu.oddities.ignoresFilters = true;
  hudu.reset();
  expect(hudu.articles.map(({ name }) => name)).toEqual(before);
  expect(hudu.oddities.ignoresFilters).toBe(false);
});
