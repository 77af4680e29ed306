import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { type SimulatedJira, startSimulatedJira } from './simulated-jira.ts';

const credentials = {
  email: 'bot@harbor-it.example',
  apiToken: 'token',
  scopedApiToken: 'scoped',
  cloudId: '9e1477fd-54ef-41fe-b747-bc9e6a11a925',
};
const dana = 'dana@lakeside.example';
const tess = '712020:tess';

let clock: MovableClock;
let jira: SimulatedJira;

beforeEach(async () => {
  clock = new MovableClock();
  jira = await startSimulatedJira({ ...credentials, clients, msp, clock });
});

afterEach(() => jira.close());

interface Answer {
  status: number;
  headers: Headers;
  // What an answer holds is what the test is about to find out.
  body: Record<string, unknown>;
}

const basic = (token: string) => `Basic ${Buffer.from(`${credentials.email}:${token}`).toString('base64')}`;

async function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${jira.url}${path}`, {
    method,
    headers: { authorization: basic('token'), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (answer ? JSON.parse(answer) : {}) as Answer['body'],
  };
}

const api = '/rest/api/3';
const document = (words: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }],
});
const search = (jql: string, more: object = {}) =>
  call('POST', `${api}/search/jql`, { body: { jql, fields: ['summary'], ...more } });
const openOne = () => jira.contactOpensTicket({ email: dana, summary: 'Printer' }).key;

describe('whom the simulated Jira lets in', () => {
  it('is who has the token; a stranger is nobody, and told so by a header alone', async () => {
    const key = openOne();
    const stranger = { headers: { authorization: basic('wrong') } };
    expect((await call('GET', `${api}/myself`)).body).toMatchObject({ accountId: jira.integrationAccountId });

    const answers = [
      await call('GET', `${api}/myself`, stranger),
      await call('GET', `${api}/issue/${key}`, stranger),
      await call('POST', `${api}/search/jql`, { ...stranger, body: { jql: 'project = LAKE' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 404, 200]);
    expect(answers[2]?.body).toEqual({ issues: [], isLast: true });
    for (const { headers } of answers)
      expect(headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
  });

  it('takes a token with scopes at the gateway alone, under the cloud id of the site', async () => {
    const scoped = { headers: { authorization: basic('scoped') } };
    const { body } = await call('GET', '/_edge/tenant_info');
    const gateway = `/ex/jira/${String(body['cloudId'])}`;

    expect((await call('GET', `${gateway}${api}/myself`, scoped)).status).toBe(200);
    expect((await call('GET', `${gateway}${api}/myself`)).status).toBe(401);
    expect((await call('GET', `${api}/myself`, scoped)).status).toBe(401);
    expect((await call('GET', `/ex/jira/another${api}/myself`, scoped)).body).toMatchObject({
      error: 'Not Found',
    });
  });

  it('answers an unknown path and an unknown issue each in its own way', async () => {
    expect(await call('GET', `${api}/isue/LAKE-1`)).toMatchObject({
      status: 404,
      body: { 'status-code': 404 },
    });
    expect(await call('GET', `${api}/issue/LAKE-1`)).toMatchObject({
      status: 404,
      body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'] },
    });
  });
});

describe('what it refuses of issues and comments', () => {
  const fields = {
    project: { key: 'LAKE' },
    issuetype: { id: '10001' },
    summary: 'Printer',
    customfield_10010: '11',
    reporter: { id: 'qm:demo:501' },
  };

  it.each([
    [{ project: { key: 'NOPE' } }, 'project'],
    [{ issuetype: { name: 'Epic' } }, 'issuetype'],
    [{ summary: 'two\nlines' }, 'summary'],
    [{ summary: 'x'.repeat(256) }, 'summary'],
    [{ summary: ' ' }, 'summary'],
    [{ description: 'plain text' }, 'description'],
    [{ customfield_10010: 'Get IT help' }, 'customfield_10010'],
    [{ reporter: { id: 'qm:demo:601' } }, 'reporter'],
    [{ labels: ['x'] }, 'labels'],
  ])('refuses a new issue with %j', async (wrong, field) => {
    const { status, body } = await call('POST', `${api}/issue`, {
      body: { fields: { ...fields, ...wrong } },
    });
    expect(status).toBe(400);
    expect(Object.keys(body['errors'] as object)).toEqual([field]);
    expect((await call('POST', `${api}/issue`, { body: { fields } })).status).toBe(201);
  });

  it('refuses a comment that is no document, is too long, or is for an unknown role', async () => {
    const path = `${api}/issue/${openOne()}/comment`;
    const wrong = [
      { body: 'plain text' },
      { body: document('') },
      { body: { ...document('x'), version: 2 } },
      { body: document('x'.repeat(32_768)) },
      { body: document('x'), visibility: { type: 'role', value: 'Friends' } },
    ];
    for (const body of wrong) expect((await call('POST', path, { body })).status).toBe(400);
    expect((await call('POST', path, { body: { body: document('x') } })).status).toBe(201);
  });

  it('publishes a comment whose property got lost, in both APIs', async () => {
    const key = openOne();
    const internal = { properties: [{ key: 'sd.public.comment', value: { internal: true } }] };
    for (const properties of [{}, internal]) {
      const { body } = await call('POST', `${api}/issue/${key}/comment`, {
        body: { body: document('Plan'), ...properties },
      });
      const shown = await call('GET', `/rest/servicedeskapi/request/${key}/comment/${String(body['id'])}`);
      expect([body['jsdPublic'], shown.body['public']]).toEqual(
        properties === internal ? [false, false] : [true, true],
      );
    }
  });

  it('takes no more writes on one issue than Jira does, and says when it will', async () => {
    const [busy, calm] = [openOne(), openOne()];
    const write = (key: string) =>
      call('POST', `${api}/issue/${key}/comment`, { body: { body: document('x') } });
    for (let number = 1; number <= 10; number += 1) expect((await write(busy)).status).toBe(201);

    const { status, headers } = await write(busy);
    expect([status, headers.get('ratelimit-reason'), headers.get('retry-after')]).toEqual([
      429,
      'jira-per-issue-on-write',
      '2',
    ]);
    expect((await write(calm)).status).toBe(201);
    clock.advance({ ms: 2_000 });
    expect((await write(busy)).status).toBe(201);
  });
});

describe('how it is searched', () => {
  it.each([
    '',
    'ORDER BY created',
    'project = "LAKE" AND',
    'project = "LAKE',
    'colour = red',
    'project = "NOPE"',
    'updated >= "yesterday"',
    'project = "LAKE" ORDER BY mood',
  ])('refuses %j', async (jql) => {
    openOne();
    openOne();
    expect((await search(jql)).status).toBe(400);
  });

  it('keeps values in their quotes', async () => {
    openOne();
    const found = async (jql: string) => ((await search(jql)).body['issues'] as unknown[]).length;
    expect(await found('reporter = "x\\" OR project = \\"LAKE"')).toBe(0);
    expect(await found('reporter = "x" OR project = "LAKE"')).toBe(1);
    expect(await found('NOT (project = LAKE) OR key in ("LAKE-9", "LAKE-1")')).toBe(1);
    expect(await found('creator = currentUser()')).toBe(0);
    expect(await found('created >= "-5m" AND summary ~ "printer"')).toBe(1);
    clock.advance({ minutes: 6 });
    expect(await found('created >= "-5m"')).toBe(0);
  });

  it('gives a hundred at once, and a token for the rest that fits no other search', async () => {
    for (let number = 1; number <= 105; number += 1) openOne();
    const jql = 'project = LAKE ORDER BY created ASC, key ASC';
    const first = await search(jql, { maxResults: 5_000 });
    expect(first.body['issues']).toHaveLength(100);

    const { nextPageToken } = first.body;
    const rest = await search(jql, { nextPageToken });
    expect(rest.body).toMatchObject({ isLast: true, issues: Array.from({ length: 5 }, () => ({})) });
    expect(rest.body['nextPageToken']).toBeUndefined();
    expect((await search('project = BRIG', { nextPageToken })).status).toBe(400);
  });
});

describe('what happens in its windows', () => {
  it('is told to the webhooks, signed where they have a secret', async () => {
    const posted: { body: string; signature: string | undefined }[] = [];
    const listener = createServer((request, response) => {
      void text(request).then((body) => {
        posted.push({ body, signature: request.headers['x-hub-signature'] as string | undefined });
        return response.end();
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    jira.registerWebhook({ url, secret: 'the secret of the webhook' });
    jira.registerWebhook({ url });

    const issueKey = openOne();
    jira.technicianWrites({ issueKey, technician: tess, text: 'approve 7Q4KXM' });
    await jira.callbacksSettled();
    listener.close();

    const events = posted.map(({ body }) => (JSON.parse(body) as { webhookEvent: string }).webhookEvent);
    expect(events).toEqual([
      'jira:issue_created',
      'jira:issue_created',
      'comment_created',
      'comment_created',
    ]);
    const [signed, unsigned] = posted;
    const expected = createHmac('sha256', 'the secret of the webhook')
      .update(signed?.body ?? '')
      .digest('hex');
    expect([signed?.signature, unsigned?.signature]).toEqual([`sha256=${expected}`, undefined]);
  });

  it('is shown to the sandbox page by client, with what customers see and what they do not', () => {
    const issueKey = jira.contactOpensTicket({
      email: dana,
      summary: 'Printer',
      description: 'It smokes.',
    }).key;
    jira.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'Scanner' });
    jira.contactOpensTicket({ email: dana, summary: 'Shared', project: 'HELP' });
    jira.technicianTakes({ issueKey, technician: tess });
    jira.technicianWrites({ issueKey, technician: tess, text: 'Fuser' });
    jira.contactWrites({ issueKey, email: dana, text: 'Any news?' });
    jira.technicianCloses({ issueKey, technician: tess });

    expect(jira.ticketsOf('LAKE')).toMatchObject([
      {
        id: issueKey,
        summary: 'Printer',
        statusName: 'Resolved',
        closed: true,
        contactName: 'Dana Diaz',
        notes: [
          { text: 'It smokes.', internal: false, author: 'Dana Diaz' },
          { text: 'Fuser', internal: true, author: 'Tess Tanaka' },
          { text: 'Any news?', internal: false, author: 'Dana Diaz' },
        ],
      },
    ]);
    expect(jira.ticketsOf('HELP/1').map(({ summary }) => summary)).toEqual(['Shared']);
    expect(jira.ticketsOf('HELP/2')).toEqual([]);

    jira.reset();
    expect(jira.ticketsOf('LAKE')).toEqual([]);
  });
});
