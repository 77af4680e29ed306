import { z } from 'zod';

const person = z.string().min(1).max(40);
const text = z.string().max(3_000);

const clickPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), id: z.string().max(40) }),
  z.strictObject({ kind: z.literal('home') }),
  z.strictObject({ kind: z.literal('modal'), id: z.string().max(80) }),
]);

/** What the page can ask for: the body of `POST /console/<kind>`. People are named by their keys, such as `dana`. */
export const commandSchemas = {
  say: z.strictObject({ person, text: text.min(1), threadId: z.string().max(40).optional() }),
  click: z.strictObject({
    person,
    place: clickPlace,
    actionId: z.string().max(255),
    /** Tells apart buttons that share an action id. */
    value: z.string().max(2_000).optional(),
  }),
  submit: z.strictObject({
    person,
    modalId: z.string().max(80),
    /** By block id. */
    values: z.record(z.string().max(255), text),
  }),
  dismiss: z.strictObject({ person, modalId: z.string().max(80) }),
  home: z.strictObject({ person }),
  clock: z.strictObject({ hours: z.number().positive().max(1_000) }),
  mode: z.strictObject({ client: z.string().max(40), mode: z.enum(['plan', 'execute']) }),
  policy: z.strictObject({
    client: z.string().max(40),
    tool: z.string().max(80),
    /** `null` goes back to the MSP's word or the default. */
    policy: z.enum(['auto', 'approval_needed', 'approval_needed with manager', 'disabled']).nullable(),
  }),
  reset: z.strictObject({}),
} as const;

export type CommandKind = keyof typeof commandSchemas;

/** Where a button stands. */
export type ClickPlace = z.infer<typeof clickPlace>;

export type ConsoleCommand = { [Kind in CommandKind]: { kind: Kind } & CommandBody<Kind> }[CommandKind];

/** zod gives an empty object a type that no other object fits. */
type CommandBody<Kind extends CommandKind> =
  z.infer<(typeof commandSchemas)[Kind]> extends Record<string, never>
    ? unknown
    : z.infer<(typeof commandSchemas)[Kind]>;

/** Whether there is such a command. */
export function isCommandKind(name: string): name is CommandKind {
  return Object.hasOwn(commandSchemas, name);
}

/** Undefined when the body is not what this command takes. */
export function parseCommand(kind: CommandKind, body: unknown): ConsoleCommand | undefined {
  const parsed = commandSchemas[kind].safeParse(body);
  return parsed.success ? ({ kind, ...parsed.data } as ConsoleCommand) : undefined;
}
