import { SYSTEM_TITLES } from '../../system-titles.ts';
import type {
  ClientView,
  ConsoleState,
  DirectoryView,
  MessageView,
  PersonView,
  RequestView,
  TeamsMessageView,
  TeamsPlaceView,
  TicketView,
} from '../console/console-state.ts';
import { compareDirectory } from '../console/page/directory-changes.ts';
import type { PhoneView, SpokenLineView, TextView } from '../console/phone-state.ts';
import { buttonsOf as buttonsOnCard, textOf } from '../teams/cards.ts';
import { readMessage } from './in-teams.ts';
import type { Check } from './stage.ts';

/** What happened, as text: conversations, tickets, requests, the directory before and after, and what had to hold. */
export function tell(state: ConsoleState, checks: readonly Check[]): string {
  const { clients, technicians } = state;
  return [
    ...[...clients.flatMap(({ people }) => people), ...technicians].flatMap((person) => [
      ...(person.messages.length > 0 ? [tellSlack(person)] : []),
      ...Object.values(person.teams.places).flatMap((place) =>
        place.messages.length > 0 ? [tellTeams(person, place)] : [],
      ),
      ...(person.phone ? tellPhone(person, person.phone) : []),
    ]),
    ...clients.flatMap((client) => [
      ...client.tickets.toReversed().map(tellTicket),
      ...client.requests.toReversed().map((request) => tellRequest(request, client)),
    ]),
    ...(checks.length > 0 ? [block('What had to hold', checks.map(tellCheck))] : []),
  ].join('\n');
}

function tellCheck({ sentence, holds }: Check): string {
  return `${holds ? '✓' : '✗ NOT SO:'} ${sentence}`;
}

function block(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => line.replace(/^/gm, '  ')).join('\n')}\n`;
}

function tellSlack(person: PersonView): string {
  return block(
    `Slack, ${person.name}`,
    person.messages.map((message) => tellMessage(person, message)),
  );
}

function tellMessage(person: PersonView, message: MessageView): string {
  const where = message.threadId && message.threadId !== message.id ? ' (in the thread)' : '';
  const seen = message.onlyVisibleToThem ? ' (only they see it)' : '';
  const from = message.from === 'bot' ? 'Countersign' : person.name;
  const buttons = buttonsOf(message.blocks).map((label) => ` [${label}]`);
  return `${time(message.at)} ${from}${where}${seen}: ${message.text}${buttons.join('')}`;
}

/** Labels of the buttons that can be tapped. */
function buttonsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'button' && 'text' in node)
    return [(node.text as { text: string }).text];
  return Object.values(node).flatMap(buttonsOf);
}

function tellTeams({ name }: PersonView, place: TeamsPlaceView): string {
  return block(`Teams, ${place.name} of ${name}`, place.messages.map(tellTeamsMessage));
}

function tellTeamsMessage(message: TeamsMessageView): string {
  const buttons = message.cards
    .flatMap((card) => buttonsOnCard(card))
    .map(({ action }) => ` [${textOf(action['title'])}]`);
  return `${time(message.at)} ${message.authorName}: ${readMessage(message)}${buttons.join('')}`;
}

function tellPhone({ name }: PersonView, { calls, texts }: PhoneView): string[] {
  return [
    ...calls.map((call) => block(`Call of ${name}, ${time(call.startedAt)}`, call.lines.map(tellSpoken))),
    ...(texts.length > 0 ? [block(`Texts, ${name}`, texts.map(tellText))] : []),
  ];
}

function tellSpoken({ side, kind, text }: SpokenLineView): string {
  const said = kind === 'words' ? text : `(${[kind.replaceAll('_', ' '), text].filter(Boolean).join(' ')})`;
  return `${side === 'desk' ? 'heard' : 'said'}: ${said}`;
}

function tellText({ from, body, at }: TextView): string {
  return `${time(at)} ${from === 'desk' ? 'came' : 'sent'}: ${body}`;
}

function tellTicket(ticket: TicketView): string {
  return block(
    `${SYSTEM_TITLES[ticket.psa]}, ticket ${ticket.label} (${ticket.statusName}): ${ticket.summary}`,
    ticket.notes.map(
      ({ internal, author, at, text }) =>
        `${internal ? '[internal: technicians only]' : '[public: the employee sees it]'} ${author}, ${time(at)}\n${text.replace(/^/gm, '    ')}`,
    ),
  );
}

function tellRequest(request: RequestView, { directory }: ClientView): string {
  const outcome = request.outcome?.reason ? `: ${request.outcome.reason}` : '';
  const after = directory.find(({ id }) => id === request.concernsId);
  return block(`Request “${request.title}”`, [
    `${request.status}${outcome}`,
    `history: ${request.history.map(({ event, by }) => (by ? `${event} (${by})` : event)).join(' → ')}`,
    ...request.steps.map(
      ({ summary, policy, result }, index) =>
        `step ${index + 1}: ${summary} [${policy}] ${result ?? 'not run'}`,
    ),
    ...request.approvals.map(({ kind, state, by }) => `${kind}: ${state}${by ? ` by ${by}` : ''}`),
    `${request.modelCalls} model calls, ${request.saves} durable saves, ${request.outboxLeft} left to deliver`,
    ...(after ? tellDirectory(request.before, after) : []),
  ]);
}

function tellDirectory(before: DirectoryView | undefined, after: DirectoryView): string[] {
  const changes = compareDirectory(before, after).filter(({ changed }) => changed);
  if (changes.length === 0) return [`directory: nothing changed for ${after.name}`];
  const text = (values: (typeof changes)[number]['values'], without: 'added' | 'removed') =>
    values
      .filter(({ change }) => change !== without)
      .map((value) => value.text)
      .join(', ') || 'none';
  return changes.map(
    ({ label, values }) =>
      `directory, ${label} of ${after.name}: ${text(values, 'added')} → ${text(values, 'removed')}`,
  );
}

function time(instant: string): string {
  return instant.slice(5, 16).replace('T', ' ');
}
