import { z } from 'zod';
import type { Integration } from '../../../models/integration.ts';
import type { CommandAnswer } from '../../desk.ts';
import type { FormSpec } from '../../form.ts';
import { deskCommand, deskForm } from '../command-spec.ts';
import { connectedSystem, findIntegration, isConfigured } from './find-integration.ts';
import { stateOf } from './form-state.ts';
import type { IntegrationAdmin, IntegrationKind } from './integration-admin.ts';
import { fieldsOf } from './integration-form.ts';
import { readSubmission } from './read-submission.ts';
import { mayBeKey, refuseSecrets } from './refuse-secrets.ts';
import { tryAndStore } from './store-integration.ts';

const FORM_ID = 'integration connect';

/** `integration connect NAME`: a form for settings and secrets. */
export const connectCommand = deskCommand(
  {
    name: 'integration connect',
    role: 'admin',
    summary: 'connect a system, or change its settings, in a form',
    takes: '[name] [more...]',
    lenient: true,
    examples: [
      { line: 'integration connect hudu', does: 'open the form for Hudu' },
      { line: 'integration connect', does: 'choose a system' },
    ],
    input: z.object({ name: z.string().optional(), more: z.array(z.string()).default([]) }),
  },
  async (dependencies, { input: { name: word, more }, line }) => {
    const { integrationAdmin, integrations } = dependencies;
    const found = word === undefined ? undefined : findIntegration(dependencies, word, line);
    const system = found?.kind === 'found' ? found.system : undefined;
    if (more.length > 0) return refuseSecrets(system, 'connect');
    if (!found) return choose(integrationAdmin);
    if (found.kind === 'not_found')
      return mayBeKey(word ?? '') ? refuseSecrets(undefined, 'connect') : found.answer;
    if (connectedSystem(dependencies, found.system)?.from === 'configuration')
      return isConfigured(found.system);
    return { kind: 'form', form: formOf(found.system, await integrations.find(found.system.name)) };
  },
);

function choose(integrationAdmin: IntegrationAdmin): CommandAnswer {
  const there = new Set(integrationAdmin.connected().map(({ name }) => name));
  const open = integrationAdmin.kinds.filter(({ name }) => !there.has(name));
  if (open.length === 0)
    return { kind: 'answer', text: 'Everything is connected. `integration list` shows it.' };
  return {
    kind: 'answer',
    text: 'Which system?',
    choices: open.map(({ name, title }) => ({ label: title, command: `integration connect ${name}` })),
  };
}

function formOf(system: IntegrationKind, present: Integration | undefined): FormSpec {
  return {
    id: FORM_ID,
    state: stateOf(system, present),
    title: `${present ? 'Change' : 'Connect'} ${system.title}`,
    intro: [
      'Secrets are sealed at once and never shown again. It is tried before it is stored.',
      ...(present && present.secrets.kind !== 'open'
        ? ['Its secrets cannot be opened: enter them again.']
        : []),
      `Each field says where to find it; whoever runs Countersign has it step by step in ${system.guide}.`,
    ].join('\n'),
    fields: fieldsOf(system, present),
    submit: present ? 'Try and save' : 'Connect',
  };
}

/** Tries what was filled in, and stores it if we are known there. */
export const connectForm = deskForm(
  { id: FORM_ID, role: 'admin' },
  async (dependencies, caller, submitted) => {
    const read = await readSubmission(dependencies, submitted, fieldsOf);
    if (read.kind === 'answered') return read.answer;
    const change = read.before ? 'settings_changed' : 'connected';
    return tryAndStore(dependencies, caller, { ...read, change });
  },
);
