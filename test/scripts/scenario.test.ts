import { expect, it, vi } from 'vitest';
import { COMMAND_TIMEOUT_MS, runCommand } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS });

it('plays a story from start to end, in a sandbox of its own', async () => {
  const { exitCode, output } = await runCommand('scenario', ['dual-approval']);

  expect(output).toContain('✓ nothing was changed by one signature');
  expect(output).toContain('It ended as it should.');
  expect(exitCode).toBe(0);
});

it('simulates everything, whatever is configured', async () => {
  const { exitCode, output } = await runCommand('scenario', ['plan-mode'], {
    MONGODB_URI: 'mongodb://127.0.0.1:9/real',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
    SLACK_SIGNING_SECRET: 'real',
  });

  expect(output).toContain('It ended as it should.');
  expect(exitCode).toBe(0);
});

it('lists the stories without a name, and for a name that there is not', async () => {
  const listed = await runCommand('scenario');
  expect(listed.output).toMatch(/zendesk-approved +Dana asks for Zendesk/);
  expect(listed.exitCode).toBe(0);

  const unknown = await runCommand('scenario', ['no-such-story']);
  expect(unknown.output).toMatch(/no story “no-such-story”[^]*zendesk-approved/);
  expect(unknown.exitCode).toBe(2);
});
