import { newId } from '../../ids.ts';
import type { Client } from '../client.ts';
import { type OutboxEntry, retryDelayMs } from '../outbox.ts';
import type { Person } from '../person.ts';
import { type Plan, type PlanStep, planDigest } from '../plan.ts';
import { REQUEST_SCHEMA_VERSION, type RequestMessage, type ServiceRequest } from '../request.ts';
import { TECHNICIAN } from '../tool-policy.ts';
import type { VoiceCall } from '../voice-call.ts';
import type { VoiceDelivery } from '../voice-delivery.ts';

export const NOW = new Date('2026-11-23T10:00:00.000Z');

export function minutesAfter(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

/** A request that was just received; `more` replaces fields. */
export function sampleRequest(more: Partial<ServiceRequest> = {}): ServiceRequest {
  const id = newId('req');
  return {
    id,
    schemaVersion: REQUEST_SCHEMA_VERSION,
    version: 1,
    status: 'received',
    clientId: 'cli_lakeside',
    clientName: 'Lakeside Dental',
    requester: {
      identity: { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' },
      name: 'Dana Diaz',
      personId: 'per_dana',
      email: 'dana@lakeside.example',
    },
    conversation: {
      surface: 'slack',
      tenant: 'T0LAKESIDE',
      conversation: 'D0DANA',
      thread: `1712000000.${id.slice(-6)}`,
    },
    messages: [sampleMessage({ key: `slack:T0LAKESIDE:D0DANA:${id}` })],
    approvals: [],
    history: [],
    outbox: [],
    createdAt: NOW,
    ...more,
  };
}

export function sampleMessage(more: Partial<RequestMessage> = {}): RequestMessage {
  return {
    key: `slack:T0LAKESIDE:D0DANA:${newId('req')}`,
    from: 'requester',
    text: 'I need access to Zendesk, and please add me to the support group.',
    at: NOW,
    ...more,
  };
}

export function sampleStep(more: Partial<PlanStep> = {}): PlanStep {
  return {
    tool: 'add_to_group',
    toolVersion: 1,
    arguments: {
      userId: '7f3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a11',
      groupId: '1b2c3d4e-1111-4222-8333-444455556666',
    },
    summary: 'Add Dana Diaz to the group Zendesk Users',
    doneSummary: 'Dana Diaz was added to the group Zendesk Users',
    subject: { kind: 'user', id: '7f3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a11', label: 'Dana Diaz' },
    before: [{ label: 'Groups of Dana Diaz', value: 'All Staff' }],
    after: [{ label: 'Groups of Dana Diaz', value: 'All Staff, Zendesk Users' }],
    risk: { level: 'normal', reasons: [] },
    policy: TECHNICIAN,
    ...more,
  };
}

export function samplePlan(...steps: PlanStep[]): Plan {
  const bare = { clientId: 'cli_lakeside', tenantId: '0aa1bb22-3333-4444-8555-666677778888', steps };
  return { ...bare, digest: planDigest(bare) };
}

/** A request that waits for two signatures on a plan of two steps. */
export function sampleWaitingRequest(more: Partial<ServiceRequest> = {}): ServiceRequest {
  const plan = samplePlan(
    sampleStep(),
    sampleStep({
      tool: 'assign_licence',
      arguments: {
        userId: '7f3a1f0e-4a0f-4e0e-9d3b-0c9a3f6f1a11',
        skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965',
      },
      summary: 'Assign the licence Microsoft 365 Business Premium to Dana Diaz',
      doneSummary: 'Dana Diaz was given the licence Microsoft 365 Business Premium',
      before: [{ label: 'Licences of Dana Diaz', value: 'Microsoft 365 Business Basic' }],
      after: [
        {
          label: 'Licences of Dana Diaz',
          value: 'Microsoft 365 Business Basic, Microsoft 365 Business Premium',
        },
      ],
      risk: { level: 'high', reasons: ['costs money each month'] },
    }),
  );
  const waiting = { state: { kind: 'waiting' }, planDigest: plan.digest } as const;
  return sampleRequest({
    status: 'awaiting_approval',
    ticket: { psa: 'connectwise', id: '10042', url: 'https://psa.lakeside.example/tickets/10042' },
    diagnosis: {
      summary:
        'Dana Diaz works in Support and is not in the group that gives access to Zendesk. Her colleagues in the ' +
        'same department are in it and have Business Premium, which the Zendesk integration needs.',
      evidence: [
        { label: 'User', value: 'Dana Diaz, Support, enabled' },
        { label: 'Groups of Dana Diaz', value: 'All Staff' },
        { label: 'Group', value: 'Zendesk Users (security)' },
        { label: 'Licences available', value: 'Microsoft 365 Business Premium: 4 of 25' },
      ],
      modelCalls: 2,
    },
    plan,
    approvals: [
      { id: newId('apr'), kind: 'technician', ...waiting, approvers: [], copies: [] },
      {
        id: newId('apr'),
        kind: 'manager',
        ...waiting,
        approvers: [{ personId: 'per_max', name: 'Max Moreno' }],
        copies: [],
      },
    ],
    history: [
      { event: 'diagnosis_started', at: NOW },
      { event: 'plan_proposed', at: minutesAfter(1) },
      { event: 'approval_requested', at: minutesAfter(1) },
    ],
    expiresAt: minutesAfter(1 + 24 * 60),
    dueAt: minutesAfter(1 + 24 * 60),
    ...more,
  });
}

export function sampleEntry(id: string, more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id,
    effect: { kind: 'reply', text: 'Done.' },
    after: [],
    attempts: 1,
    nextTryAt: new Date(NOW.getTime() + retryDelayMs(1)),
    ...more,
  };
}

export function sampleClient(more: Partial<Client> = {}): Client {
  return {
    id: 'cli_lakeside',
    name: 'Lakeside Dental',
    mode: 'plan',
    entraTenantId: '0aa1bb22-3333-4444-8555-666677778888',
    slackTeamIds: ['T0LAKESIDE'],
    emailDomains: ['lakeside.example'],
    voiceNumbers: [],
    language: 'en',
    technicianIds: [],
    documentation: [],
    decideByNote: false,
    version: 1,
    ...more,
  };
}

export function samplePerson(more: Partial<Person> = {}): Person {
  return {
    id: newId('per'),
    displayName: 'Tess Tanaka',
    email: 'tess@harbor-it.example',
    role: 'msp_technician',
    identities: [],
    active: true,
    version: 1,
    ...more,
  };
}

/** A call to Lakeside's line from Dana's number on file, before its first answer. */
export function sampleCall(more: Partial<VoiceCall> = {}): VoiceCall {
  return {
    id: `CA${'0'.repeat(32)}`,
    line: '+15555550142',
    from: '+15555550501',
    clientId: 'cli_lakeside',
    onFile: true,
    language: 'en',
    step: 0,
    dialogue: { questions: ['request', 'check'], at: 'request', misses: 0, rejections: 0, said: {} },
    transcript: [],
    startedAt: NOW,
    expiresAt: minutesAfter(60),
    ...more,
  };
}

export function sampleVoiceDelivery(more: Partial<VoiceDelivery> = {}): VoiceDelivery {
  return {
    key: 'req_1/2.3',
    to: '+15555550501',
    text: 'Done.',
    language: 'en',
    writtenOnly: false,
    state: 'texting',
    at: NOW,
    ...more,
  };
}
