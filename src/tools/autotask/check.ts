import { CountersignError } from '../../errors.ts';
import { type Finding, type Fixes, fine, lookAt, lookInto, trouble } from '../../finding.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import type { AutotaskApi } from './api.ts';
import { noteWords } from './note-words.ts';
import type { People } from './people.ts';
import { type Picklists, withLabel } from './picklists.ts';
import type { AutotaskSettings } from './settings.ts';
import { findStatus, ticketWords } from './ticket-words.ts';
import type { ZoneFinder } from './zone.ts';

interface CheckDependencies {
  api: AutotaskApi;
  zones: ZoneFinder;
  people: People;
  picklists: Picklists;
  settings: AutotaskSettings;
}

/** Looks at everything that this room needs of an Autotask, changing nothing. Stops where the rest cannot be seen. */
export async function checkAutotask(dependencies: CheckDependencies): Promise<Finding[]> {
  const { api, settings } = dependencies;
  const signIn = await signInFindings(dependencies);
  if (signIn.some(({ kind }) => kind === 'problem')) return signIn;
  const looks = [
    lookInto('Queues, statuses and priority', { forbidden: TICKETS_FIX }, () => ticketFindings(dependencies)),
    lookInto('Visibility of notes', { forbidden: NOTES_FIX }, () => noteFindings(dependencies)),
    lookInto('Contacts', { forbidden: CONTACTS_FIX }, async () => {
      await api.contacts([{ op: 'eq', field: 'emailAddress', value: 'nobody@countersign.example' }]);
      return [fine('Contacts')];
    }),
    lookInto('API usage', {}, () => usageFindings(api)),
    ...(settings.webhookSecret === undefined
      ? []
      : [lookInto('Webhooks', { forbidden: WEBHOOKS_FIX }, () => webhookFindings(api))]),
  ];
  return [...signIn, ...(await Promise.all(looks)).flat()];
}

const TICKETS_FIX =
  "Let the API user's security level view, add and edit tickets (Service Desk > Tickets: All), and see every queue.";
const NOTES_FIX =
  "Let the API user's security level view, add and edit ticket notes (Service Desk > Ticket Notes), internal ones too.";
const CONTACTS_FIX = "Let the API user's security level view contacts and companies (CRM > Contacts: All).";
const WEBHOOKS_FIX =
  'Tick "Can create webhooks" in the API user\'s security level, with a maximum of two or more; or leave the webhook secret out.';
const RESOURCES_FIX =
  "Let the API user's security level view resources (HR > Resources): technicians are told from programs by them.";

async function signInFindings({ zones, people, picklists }: CheckDependencies): Promise<Finding[]> {
  const subject = 'User name, secret and integration code';
  const zone = await lookAt(
    'Zone',
    () => ZONE_FIX,
    () => zones.current(),
  );
  if (zone.kind === 'problem') return [zone];
  return [await lookAt(subject, SIGN_IN_FIXES, () => Promise.all([people.ownId(), picklists('Resources')]))];
}

const ZONE_FIX =
  'Check the user name of the API user: Autotask answers one that it does not know with an error of its own. Else check whether this machine may reach webservices.autotask.net over https.';

const SIGN_IN_FIXES: Fixes = {
  unauthenticated:
    'Check the user name, the secret and the tracking identifier on the Security tab of the API user (Admin > Resources/Users), and that it is active and not locked.',
  bad_configuration: RESOURCES_FIX,
  forbidden: RESOURCES_FIX,
  unavailable: 'Check whether this machine may reach the zone of your database over https.',
  timeout: 'Check whether this machine may reach the zone of your database over https.',
};

async function ticketFindings({ picklists, settings }: CheckDependencies): Promise<Finding[]> {
  const lists = await picklists('Tickets');
  const words = ticketWords(lists, settings);
  const missingQueues = [settings.queue, ...settings.intakeQueues].filter(
    (queue) => !withLabel(lists('queueID'), queue),
  );
  const missingWords = WORDS.filter((word) => !findStatus(lists('status'), word, settings.statuses));
  return [
    fine('Tickets'),
    ...[...new Set(missingQueues)].map((queue) =>
      trouble(
        'Queue',
        `there is no active queue ${queue}`,
        'Name a queue exactly as it is written in Admin > Service Desk > Queues.',
      ),
    ),
    ...missingWords.map((word) => missingStatus(word, settings)),
    ...problemOf('Priority', 'Set priority to the label of one of your ticket priorities.', () =>
      words.priority(),
    ),
  ];
}

const WORDS: readonly TicketStatus[] = ['new', 'in_progress', 'waiting', 'completed'];

function missingStatus(word: TicketStatus, settings: AutotaskSettings): Finding {
  const named = settings.statuses[word];
  const problem = named === undefined ? `no status says ${word}` : `there is no active status ${named}`;
  return trouble(
    `Status for ${word}`,
    problem,
    `Set statuses.${word} to the label of one of your ticket statuses.`,
  );
}

async function noteFindings({ picklists, settings }: CheckDependencies): Promise<Finding[]> {
  const words = noteWords(await picklists('TicketNotes'), settings);
  return [
    fine('Notes'),
    ...problemOf('Internal notes', INTERNAL_FIX, () => words.publish('internal')),
    ...problemOf('Public notes', PUBLIC_FIX, () => words.publish('public')),
    ...problemOf('Note type', 'Set noteType to the label of one of your note types.', () => words.noteType()),
  ];
}

const INTERNAL_FIX =
  'The publish value 2 of ticket notes has to be active and to be called internal; else set internalPublish to its label, once you have seen that customers do not see such notes.';
const PUBLIC_FIX = 'The publish value 1 of ticket notes ("All Autotask Users") has to be active.';

/** Of the calls that all integrations of this Autotask share; past it nobody's are answered. */
const MUCH = 0.75;

async function usageFindings(api: AutotaskApi): Promise<Finding[]> {
  const { used, allowed } = await api.usage();
  if (used < allowed * MUCH) return [fine('API usage')];
  const problem = `${used} of ${allowed} calls of the last hour are used up, by all integrations together`;
  return [trouble('API usage', problem, 'Find the busy integration in Admin > API usage and slow it down.')];
}

async function webhookFindings(api: AutotaskApi): Promise<Finding[]> {
  await Promise.all([api.webhooks('Ticket'), api.webhooks('TicketNote')]);
  return [fine('Webhooks')];
}

function problemOf(subject: string, fix: string, look: () => unknown): Finding[] {
  try {
    look();
    return [];
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return [trouble(subject, error.message, fix)];
  }
}
