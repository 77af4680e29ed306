import { z } from 'zod';

const person = z.string().min(1).max(40);
const text = z.string().max(3_000);

const client = z.string().max(40);
const teamsPlace = z.enum(['personal', 'channel']);
const inputs = z.record(z.string().max(255), text);
const psa = z.enum(['connectwise', 'halopsa', 'autotask', 'jira']);
const ticket = { psa, ticketId: z.string().min(1).max(40) };

const phoneNumber = z.string().regex(/^\+\d{7,15}$/);
const phone = z.enum(['own', 'other']);
const callId = z.string().max(40);

const clickPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), id: z.string().max(40) }),
  z.strictObject({ kind: z.literal('home') }),
  z.strictObject({ kind: z.literal('modal'), id: z.string().max(80) }),
]);

/** A button of an Adaptive Card: where it stands in the card's JSON, and what it is called. */
const cardButton = z.strictObject({
  path: z.array(z.union([z.string().max(40), z.int().min(0)])).max(40),
  title: z.string().max(500),
});

/** What the page can ask for: the body of `POST /console/<kind>`. People are named by their keys, such as `dana`. */
const commandSchemas = {
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
    /** By block id; several for a field in which several can be chosen. */
    values: z.record(z.string().max(255), z.union([text, z.array(text).max(100)])),
  }),
  dismiss: z.strictObject({ person, modalId: z.string().max(80) }),
  home: z.strictObject({ person }),
  teams_say: z.strictObject({
    person,
    place: teamsPlace,
    text: text.min(1),
    threadId: z.string().max(40).optional(),
  }),
  teams_click: z.strictObject({
    person,
    place: teamsPlace,
    messageId: z.string().max(40),
    button: cardButton,
    /** Whatever is filled in anywhere on the card, by input id. */
    inputs,
  }),
  /** Looks at a place: Teams brings the cards there up to date. */
  teams_look: z.strictObject({ person, place: teamsPlace }),
  teams_submit: z.strictObject({ person, dialogId: z.string().max(40), button: cardButton, inputs }),
  teams_dismiss: z.strictObject({ person, dialogId: z.string().max(40) }),
  /** In the client's PSA, as its contact. */
  ticket_open: z.strictObject({ person, text: text.min(1) }),
  /** Contacts answer publicly; technicians write internal notes. */
  ticket_write: z.strictObject({ person, ...ticket, text: text.min(1) }),
  ticket_take: z.strictObject({ person, ...ticket }),
  ticket_close: z.strictObject({ person, ...ticket }),
  /** Calls the service desk: from their own telephone, or from one that is on file nowhere. */
  phone_dial: z.strictObject({ person, phone, line: phoneNumber, withheld: z.boolean() }),
  phone_speak: z.strictObject({
    person,
    callId,
    text: z.string().min(1).max(1_000),
    /** Before the prompt is over. */
    interrupting: z.boolean(),
  }),
  phone_press: z.strictObject({ person, callId, keys: z.string().regex(/^[0-9*#]{1,20}$/) }),
  /** Says nothing until the time is up. */
  phone_wait: z.strictObject({ person, callId }),
  phone_hang_up: z.strictObject({ person, callId }),
  phone_text: z.strictObject({ person, phone, line: phoneNumber, text: z.string().min(1).max(1_000) }),
  tickets: z.strictObject({
    client,
    psa: psa.optional(),
    decideByNote: z.boolean().optional(),
    askedIn: z.union([z.literal('chat'), z.array(z.enum(['slack', 'teams', 'ticket'])).min(1)]).optional(),
  }),
  /** Writes a runbook that orders the agent about. */
  plant_runbook: z.strictObject({}),
  clock: z.strictObject({ hours: z.number().positive().max(1_000) }),
  mode: z.strictObject({ client, mode: z.enum(['plan', 'execute']) }),
  policy: z.strictObject({
    client,
    tool: z.string().max(80),
    /** `null` goes back to the MSP's word or the default. */
    policy: z.enum(['auto', 'approval_needed', 'approval_needed with manager', 'disabled']).nullable(),
  }),
  reset: z.strictObject({}),
} as const;

export type CommandKind = keyof typeof commandSchemas;

/** Where a button stands. */
export type ClickPlace = z.infer<typeof clickPlace>;

/** Which button of an Adaptive Card. */
export type CardButton = z.infer<typeof cardButton>;

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
