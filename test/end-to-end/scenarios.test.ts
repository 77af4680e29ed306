import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/sandbox/scenarios/index.ts';
import { playScenario } from '../../src/sandbox/scenarios/play-scenario.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

async function play(name: string) {
  const printed: string[] = [];
  const exitCode = await playScenario(name, desk, { print: (text) => printed.push(text) });
  return { exitCode, text: printed.join('\n') };
}

describe('the stories of the sandbox', () => {
  it.each(scenarios.map(({ name }) => name))('%s ends as it says', async (name) => {
    const { exitCode, text } = await play(name);

    expect(exitCode, text).toBe(0);
    expect(text).toContain('What had to hold');
  });

  it('tells the conversation, the ticket with both kinds of notes, and the change', async () => {
    const { text } = await play('zendesk-approved');

    expect(text).toMatch(/Dana Diaz: I need access to Zendesk/);
    expect(text).toContain('[internal: technicians only]');
    expect(text).toContain('[public: the employee sees it]');
    expect(text).toMatch(/directory, Groups of Dana Diaz: All Staff → .*Zendesk Users/);
    expect(text).toContain('technician: approved by Tess Tanaka');
  });

  it('names the stories that there are when asked for another', async () => {
    const { exitCode, text } = await play('no-such-story');

    expect(exitCode).toBe(2);
    expect(text).toContain('zendesk-approved');
  });

  it('fails when something is not as it has to be', async () => {
    await desk.policy('add_to_group', { kind: 'disabled' });
    const switched = {
      ...desk,
      control: { ...desk.control, setPolicy: async () => ({ kind: 'done' as const }) },
    };
    const printed: string[] = [];

    const exitCode = await playScenario('all-auto', switched, {
      print: (text) => printed.push(text),
      patienceMs: 500,
    });

    expect(exitCode).toBe(1);
    expect(printed.join('\n')).toContain('waited in vain for a request that is completed');
  });
});
