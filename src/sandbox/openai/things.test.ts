import { expect, it } from 'vitest';
import type { Conversation } from './conversation.ts';
import { Looking } from './looking.ts';
import { roleFor, thingCalled } from './things.ts';

interface Directory {
  groups?: readonly string[];
  applications?: readonly string[];
  licences?: readonly string[];
}

/** A conversation in which the directory was searched for `search` and showed this. */
function shown(search: string, { groups = [], applications = [], licences = [] }: Directory): Looking {
  const lookups = [
    [
      'find_group',
      { search },
      { groups: groups.map((displayName) => ({ ...named(displayName), kind: 'security' })) },
    ],
    [
      'find_application',
      { search },
      { applications: applications.map((displayName) => ({ ...named(displayName), roles: [] })) },
    ],
    [
      'list_available_licences',
      {},
      { licences: licences.map((name) => ({ skuId: name, name, free: 1, total: 1 })) },
    ],
  ] as const;
  const conversation: Conversation = {
    facts: undefined,
    said: [],
    functions: new Set(),
    planTools: new Set(),
    lookups: lookups.map(([name, given, output]) => ({ callId: name, name, arguments: given, output })),
  };
  return new Looking(conversation);
}

function named(displayName: string) {
  return { id: displayName, displayName };
}

it.each([
  [
    'the same name before one that begins with it',
    'Zendesk',
    { groups: ['Zendesk Admins', 'zendesk'] },
    'zendesk',
  ],
  [
    'one that begins with it before one that contains it',
    'Zendesk',
    { groups: ['Old Zendesk', 'Zendesk Users'] },
    'Zendesk Users',
  ],
  [
    'a group before an application',
    'Zendesk',
    { groups: ['Zendesk Users'], applications: ['Zendesk'] },
    'Zendesk Users',
  ],
  [
    'an application before a licence',
    'Visio',
    { applications: ['Visio'], licences: ['Visio Plan 2'] },
    'Visio',
  ],
  ['a licence written in another way', 'power-bi', { licences: ['Power BI Pro'] }, 'Power BI Pro'],
])('takes %s', (_name, search, directory, expected) => {
  expect(JSON.stringify(thingCalled(search, shown(search, directory)))).toContain(`"name":"${expected}"`);
});

it('takes nothing that only the description brought up', () => {
  const looking = shown('Zendesk', { groups: ['Helpdesk Staff'] });

  expect(thingCalled('Zendesk', looking)).toEqual({ kind: 'nothing' });
});

it('never picks an administrator role that was not asked for, where there is another', () => {
  const application = {
    applicationId: 'a',
    name: 'Salesforce',
    roles: [
      { id: '1', name: 'System Administrator' },
      { id: '2', name: 'Standard User' },
    ],
  };

  expect(roleFor(application, 'access to Salesforce')?.id).toBe('2');
  expect(roleFor(application, 'admin access to Salesforce')?.id).toBe('1');
});
