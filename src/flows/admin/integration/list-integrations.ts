import { z } from 'zod';
import type { CommandAnswer, IntegrationHealth } from '../../desk.ts';
import { utcText } from '../../utc-text.ts';
import { deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { integrationHealth } from './health.ts';
import { HEALTH } from './integration-words.ts';

/** `integration list`. */
export const listCommand = deskCommand(
  {
    name: 'integration list',
    role: 'admin',
    summary: 'every system: who connected it, how it is, what can be connected',
    examples: [{ line: 'integration list', does: 'how every system is' }],
    input: z.object({}),
  },
  (dependencies) => listed(dependencies),
);

async function listed(dependencies: CommandDependencies): Promise<CommandAnswer> {
  const { integrationAdmin, integrations } = dependencies;
  const [health, stored] = await Promise.all([integrationHealth(dependencies), integrations.all()]);
  const connected = integrationAdmin.connected();
  const byWhom = (name: string) =>
    connected.find((one) => one.name === name)?.from === 'configuration'
      ? 'from configuration'
      : `connected by ${stored.find((one) => one.name === name)?.connectedBy.name ?? 'an admin'}`;
  const open = integrationAdmin.kinds.filter(({ name }) => !health.some((one) => one.name === name));
  const lines = [
    ...health.map((one) => `• ${one.title}: ${byWhom(one.name)} · ${healthText(one)}`),
    ...(open.length > 0 ? [`Not connected: ${open.map(({ title }) => title).join(', ')}`] : []),
  ];
  return {
    kind: 'answer',
    text: lines.join('\n'),
    choices: open.map(({ name, title }) => ({
      label: `Connect ${title}`,
      command: `integration connect ${name}`,
    })),
  };
}

function healthText({ state, problem, checkedAt }: IntegrationHealth): string {
  const when = checkedAt && state !== 'not_looked_at' ? ` (${utcText(checkedAt)})` : '';
  const why = state === 'trouble' ? `: ${problem ?? 'see the log'}` : '';
  return `${HEALTH[state]}${when}${why}`;
}
