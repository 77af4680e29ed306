import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startOwnSandbox } from '../../scripts/own-sandbox.ts';
import type { Payload } from '../../scripts/recast.ts';
import { replayInto, senderTo } from '../../scripts/replay-into.ts';
import type { StartedSandbox } from '../../src/start.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { COMMAND_TIMEOUT_MS, runCommand } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As Slack would have sent it to somebody else's app. */
const recorded = {
  type: 'event_callback',
  team_id: 'T111',
  enterprise_id: 'E111',
  api_app_id: 'A111',
  event_id: 'Ev111',
  event: {
    type: 'app_mention',
    text: '<@U123> I need access to Zendesk',
    user: 'U234',
    team: 'T111',
    channel: 'C111',
    ts: '1605835902.008000',
    event_ts: '1605835902.008000',
  },
  authorizations: [{ enterprise_id: 'E111', team_id: 'T111', user_id: 'U123', is_bot: true }],
};

async function recording(content: unknown, name = 'event.json'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

let sandbox: StartedSandbox;
beforeAll(async () => {
  sandbox = await startOwnSandbox();
});
afterEach(async () => {
  const reset = await fetch(`${sandbox.url}/console/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: sandbox.url },
    body: '{}',
  });
  expect(reset.status).toBe(200);
});
afterAll(() => sandbox.close());

const replayed = (surface: string, payload: Payload, as?: string) =>
  replayInto(sandbox, senderTo(surface), { recorded: payload, as });

describe('replaying in a sandbox', () => {
  it('shows what became of a recorded mention that is given to Dana', async () => {
    const { exitCode, output } = await runCommand('replay', [
      'slack',
      await recording(recorded),
      '--as',
      'dana',
    ]);

    expect(output).toContain('HTTP 200 (taken)');
    expect(output).toMatch(/Request “I need access to Zendesk”\n {2}awaiting_approval/);
    expect(output).toMatch(/Slack, Tess Tanaka\n.*\[Approve\] \[Deny\]/);
    expect(exitCode).toBe(0);
  });

  it('tells that a workspace without the bot is refused, and that nothing came of it', async () => {
    const { answer, story } = await replayed('slack', recorded);

    expect(answer.status).toBe(401);
    expect(story).toBe('');
  });

  it('takes a command as the form that Slack posts', async () => {
    const form =
      'command=/countersign&text=status&team_id=T111&user_id=U234&channel_id=C111&trigger_id=1.2&api_app_id=A1&response_url=https%3A%2F%2Fhooks.slack.example';
    const { exitCode, output } = await runCommand('replay', [
      'slack',
      await recording(form, 'command.form'),
      '--as',
      'tess',
    ]);

    expect(output).toMatch(/Answer: HTTP 200 \(taken\)\n.*Lakeside Dental/);
    expect(exitCode).toBe(0);
  });
});

describe('replaying what Teams delivered', () => {
  /** As Teams would have sent it to somebody else's bot. */
  const activity = {
    type: 'message',
    id: '1764000000000',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:somebody', name: 'Some Body', aadObjectId: '57a49e40-0000-4000-8000-0000000000aa' },
    recipient: { id: '28:another-bot', name: 'Help' },
    conversation: {
      id: '19:elsewhere@thread.tacv2;messageid=1764000000000',
      conversationType: 'channel',
      tenantId: '57a49e40-0000-4000-8000-000000000001',
    },
    channelData: { tenant: { id: '57a49e40-0000-4000-8000-000000000001' } },
    text: '<at>Help</at> I need access to Zendesk',
    entities: [{ type: 'mention', text: '<at>Help</at>', mentioned: { id: '28:another-bot', name: 'Help' } }],
  };

  it('shows what became of a mention in a channel that is given to Dana', async () => {
    const { answer, story } = await replayed('teams', activity, 'dana');

    expect(answer.status).toBe(200);
    expect(story).toMatch(/Request “I need access to Zendesk”\n {2}awaiting_approval/);
  });

  it('tells that nothing came of a message from a tenant of nobody, and of something else than an activity', async () => {
    const strange = await replayed('teams', activity);
    expect(strange.answer.status).toBe(200);
    expect(strange.story).not.toContain('Request “');

    expect((await replayed('teams', recorded)).answer.status).toBe(400);
  });

  it('names those who are there for somebody whom nobody knows', async () => {
    await expect(replayed('slack', recorded, 'nobody')).rejects.toThrow(
      /Nobody is called “nobody”. There are: .*dana/,
    );
  });
});

describe('replaying to a running instance', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  const event = {
    ...recorded,
    team_id: 'T0LAKESIDE',
    enterprise_id: undefined,
    authorizations: undefined,
    event: { ...recorded.event, user: 'U0DANA', team: 'T0LAKESIDE' },
  };

  it('makes the request there', async () => {
    const { exitCode, output } = await runCommand(
      'replay',
      ['slack', await recording(event), '--url', `${desk.url}/`],
      { SLACK_SIGNING_SECRET: 'sandbox-signing-secret' },
    );
    await desk.settled();

    expect(output).toContain('HTTP 200 (taken)');
    expect(exitCode).toBe(0);
    expect((await desk.newest()).status).toBe('awaiting_approval');
  });

  it('is refused with a secret that is not its own', async () => {
    const { exitCode, output } = await runCommand(
      'replay',
      ['slack', await recording(event), '--url', desk.url],
      { SLACK_SIGNING_SECRET: 'another' },
    );

    expect(output).toContain('HTTP 401');
    expect(exitCode).toBe(1);
  });
});

it.each([
  [['fax', 'x.json'], /no surface “fax” to replay to. There are: slack, teams/],
  [['teams', 'package.json', '--url', 'http://127.0.0.1:9'], /only Microsoft can sign/],
  [['slack', 'package.json', '--url', 'http://127.0.0.1:9'], /Set SLACK_SIGNING_SECRET/],
])('says in a sentence what is wrong with %j', async (given, sentence) => {
  const { exitCode, output } = await runCommand('replay', given);

  expect(output).toMatch(sentence);
  expect(output).not.toContain('    at ');
  expect(exitCode).toBe(1);
});
