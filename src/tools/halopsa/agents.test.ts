import { describe, expect, it } from 'vitest';
import { type Agents, authorOf } from './agents.ts';
import { ActionRecord } from './schema.ts';

const agents: Agents = { ownId: 2, people: new Map([[11, 'Tess Tanaka']]) };
const context = {
  clientId: '0a10b5a0-0000-4000-8000-000000000001',
  interactiveApplications: ['A6E27000-0000-4000-8000-000000000009'],
  userName: (userId: number) => Promise.resolve(`user ${userId}`),
};

/** As a technician writes it in the browser, apart from these fields. */
function authorWith(fields: object) {
  const action = { id: 2, note: 'x', who_type: 0, who_agentid: 11, actionby_agent_id: 11, ...fields };
  return authorOf(ActionRecord.parse(action), agents, context);
}

const user = { who_type: 1, who_agentid: 0, actionby_agent_id: 0, actionby_user_id: 1501 };
const marked = { note: 'Plan\n\n[countersign req_1]' };

describe('who wrote an action in Halo', () => {
  it.each<[string, object, object]>([
    ['a technician in the browser', {}, { kind: 'technician', id: '11', name: 'Tess Tanaka' }],
    ['Halo that does not say who acted', { actionby_agent_id: 0 }, { kind: 'technician', id: '11' }],
    [
      'an id of zeros for no application',
      { actionby_application_id: '00000000-0000-0000-0000-000000000000' },
      { kind: 'technician' },
    ],
    [
      'the agents’ own application',
      { actionby_application_id: 'a6e27000-0000-4000-8000-000000000009' },
      { kind: 'technician' },
    ],
    [
      'another application in a technician’s name',
      { actionby_application_id: 'b', actionby_agent_id: 3 },
      { kind: 'automation' },
    ],
    ['another application as the technician', { actionby_application_id: 'b' }, { kind: 'automation' }],
    ['somebody else in a technician’s name', { actionby_agent_id: 12 }, { kind: 'automation' }],
    ['an agent who is no person', { who_agentid: 12, actionby_agent_id: 12 }, { kind: 'automation' }],
    ['somebody on behalf of another', { on_behalf_of: 1501 }, { kind: 'automation' }],
    ['Halo itself', { who_agentid: 0, actionby_agent_id: 0 }, { kind: 'automation' }],
    ['a technician who copies our marker', marked, { kind: 'technician' }],
    [
      'us',
      { ...marked, actionby_application_id: context.clientId.toUpperCase(), actionby_agent_id: 2 },
      { kind: 'ourselves' },
    ],
    [
      'us, where Halo names no application',
      { ...marked, who_agentid: 2, actionby_agent_id: 2 },
      { kind: 'ourselves' },
    ],
    ['another program with our agent', { who_agentid: 2, actionby_agent_id: 2 }, { kind: 'automation' }],
    ['a contact', user, { kind: 'contact', id: '1501', name: 'user 1501' }],
    ['a contact whose name is there', { ...user, who: 'Dana Diaz' }, { kind: 'contact', name: 'Dana Diaz' }],
    ['a contact who quotes us', { ...user, ...marked }, { kind: 'contact', id: '1501' }],
    ['a contact without an id', { ...user, actionby_user_id: 0 }, { kind: 'automation' }],
    ['a program in a contact’s name', { ...user, actionby_application_id: 'b' }, { kind: 'automation' }],
  ])('is told of %s', async (_what, fields, author) => {
    expect(await authorWith(fields)).toMatchObject(author);
  });
});

describe('actions as Halo writes them', () => {
  const read = (fields: object) => ActionRecord.parse({ id: 2, ...fields });

  it.each([
    ['2026-11-23T10:02:11', '2026-11-23T10:02:11.000Z'],
    ['2026-11-23T10:02:11.4214387', '2026-11-23T10:02:11.421Z'],
    ['2026-11-23T10:02:11.4214387Z', '2026-11-23T10:02:11.421Z'],
    ['2026-11-23T10:02:11-05:00', '2026-11-23T15:02:11.000Z'],
  ])('are of the instant %s, in UTC where there is no zone', (datetime, instant) => {
    expect(read({ datetime }).createdAt?.toISOString()).toBe(instant);
  });

  it.each(['0001-01-01T00:00:00', '1900-01-01T00:00:00', 'soon', '', null])(
    'have no instant in %j',
    (datetime) => {
      expect(read({ datetime }).createdAt).toBeUndefined();
    },
  );

  it.each([
    [{ emaildirection: 'I' }, true],
    [{ emaildirection: 'O', internet_message_id: '<1@halo>' }, false],
    [{ internet_message_id: '<1@halo>' }, true],
    [{ email_message_id: '<1@halo>' }, true],
    [{}, false],
  ])('came by mail or not: %j', (fields, byMail) => {
    expect(read(fields).byMail).toBe(byMail);
  });

  it('take ids that come as 95.0, and none for 0 and -1', () => {
    expect(read({ who_agentid: 95.0 }).shownAgentId).toBe(95);
    expect(read({ who_agentid: 0, actionby_agent_id: -1 })).toMatchObject({
      shownAgentId: undefined,
      agentId: undefined,
    });
  });
});
