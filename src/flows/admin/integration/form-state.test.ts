import { expect, it } from 'vitest';
import type { Integration } from '../../../models/integration.ts';
import { readState, stateOf } from './form-state.ts';
import type { IntegrationKind } from './integration-admin.ts';

const hudu: IntegrationKind = { name: 'hudu', title: 'Hudu', guide: '', may: [], fields: [] };
const present: Integration = {
  name: 'hudu',
  id: 'ins_1',
  settings: {},
  secrets: { kind: 'open', values: {} },
  connectedBy: { personId: 'per_ada', name: 'Ada Adler' },
  connectedAt: new Date('2026-11-23T10:00:00Z'),
  version: 3,
};

const reading = (state: string, stored: Integration | undefined) =>
  readState({ integrationAdmin: { kinds: [hudu] }, integrations: { find: async () => stored } }, state);

it('a form is about what was there when it was opened', async () => {
  expect(await reading(stateOf(hudu, present), present)).toMatchObject({ kind: 'read', isAsSeen: true });
  expect(await reading(stateOf(hudu, undefined), undefined)).toMatchObject({ isAsSeen: true });
});

it.each([
  ['changed', { ...present, version: 4 }],
  ['disconnected', undefined],
  ['disconnected and connected again', { ...present, id: 'ins_2' }],
])('it is noticed that the system was %s meanwhile', async (_how, stored) => {
  expect(await reading(stateOf(hudu, present), stored)).toMatchObject({ kind: 'read', isAsSeen: false });
});

it('it is noticed that somebody connected it meanwhile', async () => {
  expect(await reading(stateOf(hudu, undefined), present)).toMatchObject({ isAsSeen: false });
});

it.each(['', 'null', '{"name":"hudu"}', '{"name":"__proto__","seen":null}', '{"name":"jira","seen":null}'])(
  'what is not a state of ours is not understood: %s',
  async (state) => {
    expect(await reading(state, present)).toMatchObject({ kind: 'unreadable' });
  },
);
