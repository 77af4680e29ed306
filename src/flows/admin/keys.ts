import { z } from 'zod';
import type { AuditFact } from '../../models/audit.ts';
import type { SealedCount, SealedKind } from '../../models/sealed-value.ts';
import type { CommandAnswer } from '../desk.ts';
import { deskCommand } from './command-spec.ts';
import { auditFact, type CommandDependencies, type Entitled } from './given-command.ts';

/** Sealed anew in one command; the rest with the next one. */
const BATCH = 500;

const SHOW = { role: 'admin' as const, input: z.object({}) };

/** `keys` and `keys show`: which keys are in use, and how much each has sealed. */
const showCommands = [
  deskCommand({ ...SHOW, name: 'keys', summary: 'the same as `keys show`', examples: [] }, (dependencies) =>
    show(dependencies),
  ),
  deskCommand(
    {
      ...SHOW,
      name: 'keys show',
      summary: 'which sealing keys are in use, and how many secrets each has sealed',
      examples: [{ line: 'keys show', does: 'whether an old key may be removed' }],
    },
    (dependencies) => show(dependencies),
  ),
];

async function show(dependencies: CommandDependencies): Promise<CommandAnswer> {
  const counts = await dependencies.sealedValues.counts();
  const [present, ...older] = dependencies.sealer.keyIds;
  const waits = counts.some(({ keyId }) => older.includes(keyId));
  return {
    kind: 'answer',
    text: [
      `• ${present}: seals now · ${sealedText(counts, present)}`,
      ...older.map((keyId) => `• ${keyId}: opens only · ${sealedText(counts, keyId)}`),
      ...(await lostLines(dependencies, counts)),
      ...adviceLines(older, counts),
    ].join('\n'),
    ...(waits && {
      choices: [{ label: `Seal everything under “${present}”`, command: 'keys rotate', style: 'primary' }],
    }),
  };
}

/** `keys rotate`: seals everything anew under the first configured key. */
const rotateCommand = deskCommand(
  {
    name: 'keys rotate',
    role: 'admin',
    summary: 'seal everything anew under the newest key, so that older ones may be removed',
    examples: [{ line: 'keys rotate', does: 'after a new key was put first in SEALING_KEYS' }],
    input: z.object({}),
  },
  (dependencies, { caller }) => rotate(dependencies, caller),
);

/** What is said about keys. */
export const keyCommands = [...showCommands, rotateCommand];

async function rotate(dependencies: CommandDependencies, { person }: Entitled): Promise<CommandAnswer> {
  const { sealedValues, sealer, audit } = dependencies;
  const enter = (details: AuditFact['details']) =>
    audit.append([auditFact(dependencies, 'keys_rotated', { key: sealer.keyId, ...details }, person)]);
  // Before the first value is sealed anew: it goes on over many documents, and this process may not see its end.
  if (await isAnyUnderOlderKey(dependencies)) await enter({ begun: true });
  const { resealed, unopened, more } = await sealedValues.reseal(BATCH);
  if (resealed > 0) await enter({ resealed, unopened, complete: !more });
  const done =
    resealed === 0 ? 'There was nothing to seal anew.' : `${resealed} sealed anew under “${sealer.keyId}”.`;
  if (more)
    return {
      kind: 'answer',
      text: `${done} There is more to do.`,
      choices: [{ label: 'Go on', command: 'keys rotate', style: 'primary' }],
    };
  const counts = await sealedValues.counts();
  const older = sealer.keyIds.slice(1);
  const lines = [...(await lostLines(dependencies, counts)), ...adviceLines(older, counts)];
  return { kind: 'answer', text: [done, ...lines].join('\n') };
}

async function isAnyUnderOlderKey({ sealedValues, sealer }: CommandDependencies): Promise<boolean> {
  const older = new Set(sealer.keyIds.slice(1));
  return (await sealedValues.counts()).some(({ keyId }) => older.has(keyId));
}

/** What is sealed under keys that are not configured any more, and what to do about each. */
async function lostLines(
  { sealer, slackInstallations, integrations, integrationAdmin }: CommandDependencies,
  counts: readonly SealedCount[],
): Promise<string[]> {
  const lost = [...new Set(counts.map(({ keyId }) => keyId))].filter((id) => !sealer.keyIds.includes(id));
  if (lost.length === 0) return [];
  const [workspaces, stored] = await Promise.all([slackInstallations.locked(), integrations.all()]);
  const titleOf = (name: string) => integrationAdmin.kinds.find((one) => one.name === name)?.title ?? name;
  const namesUnder = (id: string) => [
    ...workspaces.filter(({ keyId }) => keyId === id).map(({ teamName }) => `Slack workspace ${teamName}`),
    ...stored.flatMap(({ name, secrets }) =>
      secrets.kind === 'locked' && secrets.keyId === id ? titleOf(name) : [],
    ),
  ];
  return lost.map((id) => {
    const names = namesUnder(id);
    const whose = names.length > 0 ? `: ${names.join(', ')}` : '';
    return `• ${id || 'unreadable'}: not configured · ${sealedText(counts, id)}${whose}. Put the key back into SEALING_KEYS, or enter what it sealed again.`;
  });
}

function adviceLines(older: readonly string[], counts: readonly SealedCount[]): string[] {
  return older.map((keyId) =>
    counts.some((one) => one.keyId === keyId)
      ? `“${keyId}” has to stay in SEALING_KEYS until \`keys rotate\` has sealed everything anew.`
      : `“${keyId}” seals nothing any more: remove it from SEALING_KEYS once every process runs with the newer key first. Backups made until now still need it.`,
  );
}

const KINDS: Readonly<Record<SealedKind, readonly [string, string]>> = {
  slack_installation: ['Slack workspace', 'Slack workspaces'],
  integration: ['connected system', 'connected systems'],
  one_time_secret: ['one-time secret', 'one-time secrets'],
  confirmation_code: ['code of a caller', 'codes of callers'],
};

function sealedText(counts: readonly SealedCount[], keyId: string | undefined): string {
  const own = counts.filter((one) => one.keyId === keyId);
  if (own.length === 0) return 'nothing';
  return own.map(({ kind, count }) => `${count} ${KINDS[kind][count === 1 ? 0 : 1]}`).join(', ');
}
