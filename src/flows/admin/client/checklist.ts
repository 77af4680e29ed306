import type { Client } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';
import { mayStandIn } from '../../fallback-approver.ts';

/** Who there is for a client now. */
export interface ClientPeople {
  /** Those who are asked at this client. */
  technicians: readonly Person[];
  /** Whoever is recorded, whether or not they may stand in any more. */
  fallback: Person | undefined;
}

interface Item {
  what: string;
  isThere: (client: Client, people: ClientPeople) => boolean;
  /** What is so without it, and what to do. */
  without: (id: string, client: Client) => string;
}

const ITEMS: readonly Item[] = [
  { what: 'Entra tenant', isThere: ({ entraTenantId }) => entraTenantId !== '', without: () => 'needed' },
  {
    what: 'Slack workspace',
    isThere: ({ slackTeamIds }) => slackTeamIds.length > 0,
    without: (id) => `its people can write in Teams only; for Slack \`client map ${id} --slack T…\``,
  },
  {
    what: 'PSA company',
    isThere: ({ psa }) => psa !== undefined,
    without: (id) =>
      `no tickets or notes, technicians are told in chat; \`client map ${id} --connectwise 42\``,
  },
  {
    what: 'Runbooks',
    isThere: ({ documentation }) => documentation.length > 0,
    without: (id) => `none are read; \`client map ${id} --hudu 12\` or \`--itglue 34\``,
  },
  {
    what: 'Voice number',
    isThere: ({ voiceNumbers }) => voiceNumbers.length > 0,
    without: () => 'its callers are asked for their company; `--voice`',
  },
  {
    what: 'Technicians who can sign',
    isThere: (_client, { technicians }) => technicians.some(({ identities }) => identities.length > 0),
    without: (id, { technicianIds }) =>
      technicianIds.length > 0
        ? `nobody of those who were chosen may sign any more; \`client technicians ${id} all\``
        : 'nobody could approve anything; `person grant … technician`',
  },
  {
    what: 'Fallback approver',
    isThere: (client, { fallback }) => fallback !== undefined && mayStandIn(client, fallback),
    without: (id) => `where the directory names no manager, it is handed over; \`client fallback ${id} …\``,
  },
  {
    what: 'Execute mode',
    isThere: ({ mode }) => mode === 'execute',
    without: (id) => `it only looks and writes notes; once those are good, \`mode ${id} execute\``,
  },
];

/** What there is and what is missing until a client's requests can be worked on, one line each. */
export function checklist(client: Client, people: ClientPeople): string {
  return ITEMS.map((item) =>
    item.isThere(client, people) ? `• ✓ ${item.what}` : missingLine(item, client),
  ).join('\n');
}

/** Only what is missing. */
export function missing(client: Client, people: ClientPeople): string[] {
  return ITEMS.filter(({ isThere }) => !isThere(client, people)).map((item) => missingLine(item, client));
}

function missingLine({ what, without }: Item, client: Client): string {
  return `• ☐ ${what}: ${without(client.id, client)}`;
}
