import { expect } from 'vitest';
import type { App } from '../../src/app.ts';
import type { CommandAnswer, FormProblems } from '../../src/flows/desk.ts';
import type { FormSpec, FormValues } from '../../src/flows/form.ts';
import { MAX_FORM_TITLE } from '../../src/flows/limits.ts';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';
import { accountOf } from './accounts.ts';
import type { TestDesk } from './desk.ts';

/** The form that a line opens for Ada. */
export async function formFor(app: App, line: string): Promise<FormSpec> {
  const answer = await app.desk.command(accountOf('ada'), line);
  if (answer.kind !== 'form') throw new Error(`no form: ${answer.text}`);
  expectToFit(answer.form);
  return answer.form;
}

/** A title or a button that is too long would be cut somewhere. */
export function expectToFit({ title, submit }: FormSpec): void {
  for (const text of [title, submit]) expect(text.length, text).toBeLessThanOrEqual(MAX_FORM_TITLE);
}

/** What comes of a form that Ada fills in. */
export function fillsIn(
  app: App,
  { id, state }: FormSpec,
  values: FormValues,
): Promise<CommandAnswer | FormProblems> {
  return app.desk.submitForm(accountOf('ada'), { id, state }, values);
}

/** Opens the form of a line and fills it in; the answer in words. */
export async function connects(app: App, name: string, values: FormValues): Promise<string> {
  const answer = await fillsIn(app, await formFor(app, `integration connect ${name}`), values);
  if (answer.kind !== 'answer') throw new Error(`not connected: ${JSON.stringify(answer)}`);
  return answer.text;
}

/** What an admin enters to connect the simulated ConnectWise. */
export function connectwiseValues({ connectwise }: TestDesk) {
  return { ...SANDBOX_CREDENTIALS.connectwise, baseUrl: connectwise.url, board: 'Help Desk' };
}

/** What an admin enters to connect the simulated Hudu. */
export function huduValues({ hudu }: TestDesk) {
  return { ...SANDBOX_CREDENTIALS.hudu, baseUrl: hudu.url, globalFolders: '', globalProcesses: 'no' };
}

/** What an admin enters to connect each simulated system, as text; secrets under their names apart. */
export function valuesOfEverySystem(desk: TestDesk) {
  const { microsoft, halopsa, haloWebhook, autotask, jira, itglue, ...others } = SANDBOX_CREDENTIALS;
  const { tenant: _, ...haloApplication } = halopsa;
  return {
    microsoft365: { ...microsoft, loginUrl: desk.microsoft.url, graphUrl: desk.microsoft.url },
    connectwise: connectwiseValues(desk),
    halopsa: {
      ...haloApplication,
      ...haloWebhook,
      baseUrl: desk.halopsa.url,
      ticketType: 'Service Request',
      intakeTicketTypes: 'Incident\nService Request',
      internalOutcome: 'Private Note',
      publicOutcome: 'Public Note',
    },
    autotask: {
      ...autotask,
      zoneUrl: desk.autotask.url,
      queue: 'Help Desk',
      intakeQueues: 'Help Desk',
      webhookSecret: others.autotaskWebhookSecret,
    },
    jira: {
      email: jira.email,
      apiToken: jira.apiToken,
      site: desk.jira.url,
      gatewayUrl: desk.jira.url,
      webhookSecret: others.jiraWebhookSecret,
    },
    hudu: huduValues(desk),
    itglue: { ...itglue, region: 'us', apiUrl: desk.itglue.url, siteUrl: desk.itglue.url },
  };
}

/** Every secret among them. */
export const EVERY_SECRET = [
  SANDBOX_CREDENTIALS.microsoft.clientSecret,
  SANDBOX_CREDENTIALS.connectwise.privateKey,
  SANDBOX_CREDENTIALS.halopsa.clientSecret,
  SANDBOX_CREDENTIALS.haloWebhook.webhookPassword,
  SANDBOX_CREDENTIALS.haloWebhook.webhookSecret,
  SANDBOX_CREDENTIALS.autotask.secret,
  SANDBOX_CREDENTIALS.autotaskWebhookSecret,
  SANDBOX_CREDENTIALS.jira.apiToken,
  SANDBOX_CREDENTIALS.jiraWebhookSecret,
  SANDBOX_CREDENTIALS.hudu.apiKey,
  SANDBOX_CREDENTIALS.itglue.apiKey,
];
