import type { Client } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';

/** What there is and what is missing until a client's requests can be worked on, one line each. */
export function checklist(client: Client, { technicians }: { technicians: readonly Person[] }): string {
  const { id, slackTeamIds, psa, documentation, voiceNumbers, fallbackApproverId, mode } = client;
  const reachable = technicians.filter(({ identities }) => identities.length > 0);
  const items: readonly (readonly [boolean, string, string])[] = [
    [client.entraTenantId !== '', 'Entra tenant', ''],
    [
      slackTeamIds.length > 0,
      'Slack workspace',
      `its people can write in Teams only; for Slack \`client map ${id} --slack T…\``,
    ],
    [
      psa !== undefined,
      'PSA company',
      `no tickets or notes, technicians are told in chat; \`client map ${id} --connectwise 42\``,
    ],
    [
      documentation.length > 0,
      'Runbooks',
      `none are read; \`client map ${id} --hudu 12\` or \`--itglue 34\``,
    ],
    [voiceNumbers.length > 0, 'Voice number', `its callers are asked for their company; \`--voice\``],
    [
      reachable.length > 0,
      'Technicians who can sign',
      'nobody could approve anything; `person grant … technician`',
    ],
    [
      fallbackApproverId !== undefined,
      'Fallback approver',
      `where the directory names no manager, it is handed over; \`client fallback ${id} …\``,
    ],
    [
      mode === 'execute',
      'Execute mode',
      `it only looks and writes notes; once those are good, \`mode ${id} execute\``,
    ],
  ];
  return items
    .map(([isThere, what, missing]) => (isThere ? `• ✓ ${what}` : `• ☐ ${what}: ${missing}`))
    .join('\n');
}
