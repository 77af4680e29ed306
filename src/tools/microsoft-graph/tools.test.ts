import { describeTools } from '../../../test/contracts/tool.contract.ts';
import { lakeside, type MicrosoftBench, openMicrosoftBench } from '../../../test/support/microsoft.ts';
import type { UserView } from '../../sandbox/microsoft/index.ts';
import type { SimulatedGroup, SimulatedUser } from '../../sandbox/microsoft/tenant-state.ts';

let bench: MicrosoftBench;

const dana = lakeside.user('dana');
const max = lakeside.user('max');
const priya = lakeside.user('priya');
const sam = lakeside.user('sam');
const lee = lakeside.user('lee');
const zendesk = lakeside.group('zendesk-users');
const salesforce = lakeside.application('salesforce');
const standard = lakeside.role('salesforce', 'standard');
const businessPremium = lakeside.skuId('business-premium');
const powerBi = lakeside.skuId('power-bi-pro');
const nobody = '1a7e51de-0000-4000-8000-0000000fffff';

function state() {
  return bench.vendor.tenant('lakeside').state;
}

function stored(userId: string): SimulatedUser {
  return found(state().users, userId);
}

function storedGroup(groupId: string): SimulatedGroup {
  return found(state().groups, groupId);
}

function found<One extends { id: string }>(all: readonly One[], id: string): One {
  const one = all.find((other) => other.id === id);
  if (!one) throw new RangeError(`nothing with id ${id}`);
  return one;
}

function view(userId: string): UserView {
  return found(bench.vendor.directory('lakeside').users, userId);
}

function assign(principalId: string, roleId = standard): void {
  state().assignments.push({
    id: `assignment-of-${principalId}`,
    principalId,
    applicationId: salesforce,
    roleId,
    createdAt: bench.clock.now(),
  });
}

let startedAt: Date;

function isSince(instant: Date): boolean {
  return instant >= startedAt;
}

const administrator = { given: { userId: priya }, because: /Global Administrator: a technician/ };
const missing = { given: { userId: nobody }, because: /does not exist in this tenant/ };
const guest = {
  given: { userId: dana },
  because: /is a guest/,
  prepare: () => {
    stored(dana).userType = 'Guest';
  },
};
const inRoleGroup = {
  given: { userId: dana },
  because: /is in Privileged Operations, a group that can hold directory roles/,
  prepare: () => storedGroup(lakeside.group('privileged-ops')).memberIds.push(dana),
};

describeTools('Microsoft Graph', {
  integration: 'microsoft_graph',
  async open() {
    bench = await openMicrosoftBench();
    return {
      tools: bench.graph.tools,
      clock: bench.clock,
      scope: () => bench.scope(),
      faults: bench.vendor.faults,
      observe: (observer) => bench.vendor.observe(observer),
      changePaths: /^\/v1\.0\//,
      reset: () => {
        bench.vendor.reset();
        startedAt = bench.clock.now();
      },
      close: () => bench.vendor.close(),
    };
  },
  reads: [
    { tool: 'find_user', given: { search: 'dana@lakeside.example' } },
    { tool: 'get_user', given: { userId: dana } },
    { tool: 'get_user_access', given: { userId: max } },
    { tool: 'find_group', given: { search: 'zendesk' } },
    { tool: 'find_application', given: { search: 'sales' } },
    { tool: 'list_available_licences', given: {} },
    { tool: 'list_authentication_methods', given: { userId: dana } },
    { tool: 'list_recent_sign_ins', given: { userId: dana } },
  ],
  writes: [
    {
      tool: 'add_to_group',
      given: { userId: dana, groupId: zendesk },
      isDone: () => view(dana).groups.includes('Zendesk Users'),
      blocked: [
        { given: { userId: lee, groupId: lakeside.group('lab-onprem') }, because: /local Active Directory/ },
        { given: { userId: dana, groupId: lakeside.group('reception-list') }, because: /Exchange/ },
        { given: { userId: dana, groupId: lakeside.group('privileged-ops') }, because: /directory roles/ },
        {
          given: { userId: dana, groupId: lakeside.group('all-staff') },
          because: /fills itself by a rule/,
          prepare: () => {
            storedGroup(lakeside.group('all-staff')).memberIds = [];
          },
        },
        { given: { userId: nobody, groupId: zendesk }, because: /does not exist in this tenant/ },
      ],
    },
    {
      tool: 'remove_from_group',
      given: { userId: max, groupId: zendesk },
      isDone: () => !view(max).groups.includes('Zendesk Users'),
      blocked: [
        { given: { userId: dana, groupId: lakeside.group('all-staff') }, because: /fills itself by a rule/ },
        {
          given: { userId: dana, groupId: zendesk },
          because: /only through another group/,
          prepare: () => storedGroup(zendesk).memberGroupIds.push(lakeside.group('all-staff')),
        },
      ],
    },
    {
      tool: 'assign_application_role',
      given: { userId: dana, applicationId: salesforce, roleId: standard },
      isDone: () => view(dana).applications.some(({ application }) => application === 'Salesforce'),
      blocked: [
        {
          given: {
            userId: dana,
            applicationId: salesforce,
            roleId: lakeside.role('zendesk', 'agent'),
          },
          because: /no such role/,
        },
        {
          given: { userId: dana, applicationId: nobody, roleId: standard },
          because: /does not exist in this tenant/,
        },
      ],
    },
    {
      tool: 'remove_application_role',
      given: { userId: max, applicationId: salesforce, roleId: standard },
      prepare: () => assign(max),
      isDone: () => view(max).applications.length === 0,
      blocked: [
        {
          given: { userId: dana, applicationId: salesforce, roleId: standard },
          because: /through the group All Staff/,
          prepare: () => assign(lakeside.group('all-staff')),
        },
      ],
    },
    {
      tool: 'assign_licence',
      given: { userId: dana, skuId: powerBi },
      isDone: () => view(dana).licences.includes('POWER_BI_PRO'),
      blocked: [
        { given: { userId: lee, skuId: businessPremium }, because: /no usage location/ },
        {
          given: { userId: dana, skuId: lakeside.skuId('visio') },
          because: /No seat of Visio Plan 2 is free/,
        },
        { given: { userId: dana, skuId: nobody }, because: /does not exist in this tenant/ },
      ],
    },
    {
      tool: 'remove_licence',
      given: { userId: max, skuId: powerBi },
      isDone: () => !view(max).licences.includes('POWER_BI_PRO'),
      blocked: [
        {
          given: { userId: max, skuId: powerBi },
          because: /through a group/,
          prepare: () => {
            stored(max).licences = [{ skuId: powerBi, fromGroupId: zendesk }];
          },
        },
      ],
    },
    {
      tool: 'reset_password',
      given: { userId: dana },
      repeats: true,
      isDone: () => isSince(view(dana).passwordChangedAt) && view(dana).mustChangePassword,
      blocked: [
        administrator,
        inRoleGroup,
        guest,
        missing,
        { given: { userId: sam }, because: /synchronised from a local Active Directory: the password/ },
      ],
    },
    {
      tool: 'revoke_sessions',
      given: { userId: dana },
      repeats: true,
      isDone: () => isSince(view(dana).sessionsValidFrom),
      blocked: [guest, missing],
    },
    {
      tool: 'reset_authentication_methods',
      given: { userId: dana },
      isDone: () => view(dana).authenticationMethods.length === 0 && isSince(view(dana).sessionsValidFrom),
      blocked: [administrator, inRoleGroup, guest, missing],
    },
    {
      tool: 'disable_account',
      given: { userId: dana },
      isDone: () => !view(dana).accountEnabled,
      blocked: [
        administrator,
        inRoleGroup,
        guest,
        missing,
        { given: { userId: sam }, because: /synchronised from a local Active Directory/ },
      ],
    },
    {
      tool: 'enable_account',
      given: { userId: dana },
      prepare: () => {
        stored(dana).accountEnabled = false;
      },
      isDone: () => view(dana).accountEnabled,
      blocked: [
        {
          ...administrator,
          prepare: () => {
            stored(priya).accountEnabled = false;
          },
        },
      ],
    },
  ],
});
