import { z } from 'zod';
import { INTEGRATION_NAMES, type Integration, type IntegrationStore } from '../../../models/integration.ts';
import type { TextAnswer } from '../../desk.ts';
import { OLD_FORM, readCarried } from '../carried.ts';
import type { IntegrationAdmin, IntegrationKind } from './integration-admin.ts';

/** Which system a form is about, and what was there when it was opened. */
const State = z.strictObject({
  name: z.enum(INTEGRATION_NAMES),
  seen: z.strictObject({ id: z.string(), version: z.int() }).nullable(),
});

/** What a form carries: it comes back from outside. */
export function stateOf({ name }: IntegrationKind, present: Integration | undefined): string {
  const seen = present ? { id: present.id, version: present.version } : null;
  return JSON.stringify({ name, seen } satisfies z.input<typeof State>);
}

type ReadState =
  | {
      kind: 'read';
      system: IntegrationKind;
      before: Integration | undefined;
      /** Nobody has changed it since the form was opened. */
      isAsSeen: boolean;
    }
  | { kind: 'unreadable'; answer: TextAnswer };

/** Reads it again, with what is there now. */
export async function readState(
  {
    integrations,
    integrationAdmin,
  }: { integrations: Pick<IntegrationStore, 'find'>; integrationAdmin: Pick<IntegrationAdmin, 'kinds'> },
  text: string,
): Promise<ReadState> {
  const state = readCarried(State, text);
  const system = integrationAdmin.kinds.find(({ name }) => name === state?.name);
  if (!state || !system) return { kind: 'unreadable', answer: OLD_FORM };
  const before = await integrations.find(system.name);
  const { seen } = state;
  const isAsSeen = before ? seen?.id === before.id && seen.version === before.version : seen === null;
  return { kind: 'read', system, before, isAsSeen };
}
