import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { SHARED_ORGANIZATION_ID, type SimulatedItGlue, startSimulatedItGlue } from './simulated-itglue.ts';

const clock = new MovableClock();
let itglue: SimulatedItGlue;

beforeEach(async () => {
  itglue = await startSimulatedItGlue({ apiKey: 'ITG.key', clients, msp, clock });
});

afterEach(() => itglue.close());

interface Answer {
  data: { id: string; attributes: Record<string, unknown> }[];
  meta: Record<string, unknown>;
  errors: { status: string; title: string; detail: string }[];
}

async function get(path: string, apiKey = 'ITG.key'): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${itglue.url}${path}`, { headers: { 'x-api-key': apiKey } });
  expect(response.headers.get('content-type')).toMatch(/^application\/vnd\.api\+json/);
  return { status: response.status, body: (await response.json()) as Answer };
}

const names = ({ body }: { body: Answer }) => body.data.map(({ attributes }) => attributes['name']);

describe('what the simulated IT Glue refuses', () => {
  it.each([
    ['/organizations', 'wrong', 401],
    ['/documents/1', 'ITG.key', 404],
    ['/organizations/999/relationships/documents', 'ITG.key', 404],
    ['/passwords', 'ITG.key', 404],
    ['/flexible_assets', 'ITG.key', 422],
    ['/organizations?page[size]=many', 'ITG.key', 422],
  ])('answers %s with the key %s as a JSON:API error of %i', async (path, key, status) => {
    const refused = await get(path, key);
    expect(refused.status).toBe(status);
    expect(refused.body.errors).toMatchObject([{ status: String(status) }]);
  });

  it('takes 3,000 calls in five minutes', async () => {
    for (let batch = 0; batch < 30; batch += 1)
      await Promise.all(Array.from({ length: 100 }, () => fetch(itglue.url)));
    expect((await get('/organizations')).status).toBe(429);
    clock.advance({ minutes: 5 });
    expect((await get('/organizations')).status).toBe(200);
  });
});

describe('what the simulated IT Glue lists', () => {
  it('has the MSP, the demo clients and one organization meant for all', async () => {
    expect(names(await get('/organizations'))).toEqual([
      'Harbor IT',
      'Runbooks for all clients',
      'Lakeside Dental',
      'Brightfield Law',
    ]);
    expect(
      names(
        await get(
          `/organizations/${SHARED_ORGANIZATION_ID}/relationships/documents?filter[document_folder_id]=null`,
        ),
      ),
    ).toEqual(['Password policy and resets']);
  });

  it('lists the root folder alone unless asked for all folders', async () => {
    const path = '/organizations/442/relationships/documents';
    expect(names(await get(path))).toEqual([]);
    expect(names(await get(`${path}?filter[document_folder_id]=null`))).toContain('Zendesk access');
    expect(names(await get(`${path}?filter[document_folder_id]=77&filter[name]=none`))).toContain(
      'Zendesk access',
    );
  });

  it('says how many pages there are', async () => {
    for (let number = 0; number < 120; number += 1)
      itglue.write({ organizationId: 442, title: 'x', sections: [], folderId: null });
    const { body } = await get('/organizations/442/relationships/documents?page[number]=2');
    expect(body.data).toHaveLength(50);
    expect(body.meta).toEqual({
      'current-page': 2,
      'next-page': 3,
      'prev-page': 1,
      'total-pages': 3,
      'total-count': 120,
    });
  });

  it('has an application with a password among its fields', async () => {
    const fields = await get('/flexible_asset_types/33/relationships/flexible_asset_fields');
    expect(fields.body.data.map(({ attributes }) => attributes['kind'])).toContain('Password');
    const assets = await get(
      '/flexible_assets?filter[flexible-asset-type-id]=33&filter[organization-id]=442',
    );
    expect(names(assets)).toEqual(['Dentrix Ascend']);
  });
});

it('is as at the start after a reset', async () => {
  const before = itglue.documents.length;
  itglue.write({ organizationId: 442, title: 'x', sections: [] });
  itglue.oddities.refusesFolderFilter = true;
  itglue.reset();
  expect(itglue.documents).toHaveLength(before);
  expect(itglue.oddities.refusesFolderFilter).toBe(false);
});
