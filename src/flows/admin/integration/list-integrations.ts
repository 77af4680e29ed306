import { z } from 'zod';
import type { CommandAnswer, IntegrationHealth } from '../../desk.ts';
import { utcText } from '../../utc-text.ts';
import { deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { integrationHealth } from './health.ts';

const LIST = {
  role: 'admin' as const,
  summary: 'every system: who connected it, how it is, what can be connected',
  input: z.object({}),
};

/** `integration` and `integration list`. */
export const listCommands = [
  deskCommand(
    { ...LIST, name: 'integration', examples: [{ line: 'integration', does: 'how every system is' }] },
    (dependencies) => listed(dependencies),
  ),
  deskCommand({ ...LIST, name: 'integration list', examples: [] }, (dependencies) => listed(dependencies)),
];

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
  const when = checkedAt ? ` (${utcText(checkedAt)})` : '';
  switch (state) {
    case 'well':
      return `works${when}`;
    case 'trouble':
      return `to put right${when}: ${problem ?? 'see the log'}`;
    case 'not_looked_at':
      return 'not looked at yet';
  }
}
