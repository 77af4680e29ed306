import { expect } from 'vitest';
import type { CommandChoice, TextAnswer } from '../../src/flows/desk.ts';
import type { FormSpec, FormValues } from '../../src/flows/form.ts';
import type { AuditAction, AuditEntry } from '../../src/models/audit.ts';
import type { Identity } from '../../src/models/conversation.ts';
import { accountOf } from './accounts.ts';
import { gives } from './admins.ts';
import type { TestDesk } from './desk.ts';
import { expectToFit } from './integrations.ts';

/** Accounts of the demo MSP's people in Slack. */
export const ADA = accountOf('ada');
export const TESS = accountOf('tess');
export const THEO = accountOf('theo');
/** An employee's. */
export const DANA = accountOf('dana');

/** Commands as an admin gives them, at the desk itself: what is said, tapped and filled in. */
export interface Administration {
  /** The answer in words; a form fails the test. */
  say: (text: string, by?: Identity) => Promise<TextAnswer>;
  /** Only what is said. */
  said: (text: string, by?: Identity) => Promise<string>;
  /** The form that a line opens. */
  form: (text: string, by?: Identity) => Promise<FormSpec>;
  /** Sends a form back with these values in place of those that it came with. */
  fill: (
    form: FormSpec,
    values: FormValues,
    by?: Identity,
  ) => ReturnType<TestDesk['app']['desk']['submitForm']>;
  /** Says it, and taps the button of the answer. */
  confirm: (text: string, by?: Identity) => Promise<TextAnswer>;
  /** Gives the command of a button. */
  tap: (choice: CommandChoice | undefined, by?: Identity) => Promise<TextAnswer>;
  audited: (action: AuditAction) => Promise<readonly AuditEntry[]>;
}

/** An admin at this desk. */
export function administrationOf(desk: () => TestDesk): Administration {
  const say = (text: string, by = ADA) => gives(desk(), by, text);
  const tap = async (choice: CommandChoice | undefined, by = ADA) =>
    say(choice?.command ?? expect.fail('there was nothing to tap'), by);
  return {
    say,
    tap,
    said: async (text, by = ADA) => (await say(text, by)).text,
    async form(text, by = ADA) {
      const answer = await desk().app.desk.command(by, text);
      if (answer.kind !== 'form') return expect.fail(`no form but: ${answer.text}`);
      expectToFit(answer.form);
      return answer.form;
    },
    fill: (form, values, by = ADA) =>
      desk().app.desk.submitForm(by, form, withoutEmpty({ ...presentValues(form), ...values })),
    confirm: async (text, by = ADA) => tap((await say(text, by)).choices?.[0], by),
    audited: async (action) => (await desk().audit()).filter((entry) => entry.action === action),
  };
}

/** What a form shows when it is opened. */
export function presentValues({ fields }: FormSpec): FormValues {
  const entries = fields.flatMap((field) => {
    const value = 'values' in field ? field.values : 'value' in field ? field.value : undefined;
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** A field that was left empty is absent. */
function withoutEmpty(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
