import { z } from 'zod';
import type { Target } from '../../models/plan.ts';
import { type ReadTool, readTool } from '../tool.ts';
import { listed } from './account.ts';
import type { OpenGraph } from './api.ts';
import { licenceName } from './licence-names.ts';

const MOST_FOUND = 10;

const Wanted = z.strictObject({
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .describe('One or two words of the name, such as "zendesk": every word must begin a word of it.'),
});

type Wanted = z.infer<typeof Wanted>;

const Nothing = z.strictObject({});

/** What the tenant has to give: `find_group`, `find_application` and `list_available_licences`. */
export function catalogueTools(graph: OpenGraph): ReadTool[] {
  return [findGroup(graph), findApplication(graph), listAvailableLicences(graph)];
}

function findGroup(graph: OpenGraph): ReadTool {
  return readTool<Wanted>({
    name: 'find_group',
    version: 1,
    integration: 'microsoft_graph',
    description: `Finds groups of this client by words of their name or description, at most ${MOST_FOUND}. "kind" tells which can be changed: security and microsoft_365 can; dynamic, synced, mail_enabled and role_assignable cannot.`,
    input: Wanted,
    async run(scope, { search }) {
      const found = await graph(scope.tenantId, scope.signal).searchGroups(search, MOST_FOUND);
      return {
        data: {
          groups: found.map(({ id, displayName, description, kind }) => ({
            id,
            displayName,
            description: description ?? null,
            kind,
          })),
        },
        targets: found.map(({ id, displayName }): Target => ({ kind: 'group', id, label: displayName })),
        evidence: `Groups found by "${search}": ${listed(found.map(({ displayName }) => displayName))}`,
      };
    },
  });
}

function findApplication(graph: OpenGraph): ReadTool {
  return readTool<Wanted>({
    name: 'find_application',
    version: 1,
    integration: 'microsoft_graph',
    description: `Finds enterprise applications of this client by words of their name, at most ${MOST_FOUND}, each with the roles that users can be given in it.`,
    input: Wanted,
    async run(scope, { search }) {
      const found = await graph(scope.tenantId, scope.signal).searchApplications(search, MOST_FOUND);
      return {
        data: {
          applications: found.map(({ id, displayName, accountEnabled, roles }) => ({
            id,
            displayName,
            isTurnedOn: accountEnabled,
            roles,
          })),
        },
        targets: found.flatMap(({ id, displayName, roles }): Target[] => [
          { kind: 'application', id, label: displayName },
          ...roles.map((role): Target => ({ kind: 'application_role', id: role.id, label: role.name })),
        ]),
        evidence: `Applications found by "${search}": ${listed(found.map(({ displayName }) => displayName))}`,
      };
    },
  });
}

function listAvailableLicences(graph: OpenGraph): ReadTool {
  return readTool<z.infer<typeof Nothing>>({
    name: 'list_available_licences',
    version: 1,
    integration: 'microsoft_graph',
    description: 'Lists the licences that this client has bought, with how many seats of each are free.',
    input: Nothing,
    async run(scope) {
      const skus = await graph(scope.tenantId, scope.signal).skus();
      const licences = skus
        .filter(({ isForUsers, isUsable }) => isForUsers && isUsable)
        .map(({ skuId, partNumber, total, free }) => ({
          skuId,
          name: licenceName(partNumber),
          partNumber,
          total,
          free,
        }));
      return {
        data: { licences },
        targets: licences.map(({ skuId, name }): Target => ({ kind: 'licence', id: skuId, label: name })),
        evidence: `Licences: ${listed(licences.map(({ name, free, total }) => `${name} (${free} of ${total} free)`))}`,
      };
    },
  });
}
