import { addMs } from '../../../clock.ts';
import { newId, shortId } from '../../../ids.ts';
import { advance } from '../../../models/advance.ts';
import { APPROVAL_LIFETIME_MS, type ApprovalRequest } from '../../../models/approval.ts';
import { THE_MSP } from '../../../models/client.ts';
import type { ConversationRef, Identity } from '../../../models/conversation.ts';
import { isAdmin, maySignForAdmins, type Person, signsForAdminsFrom } from '../../../models/person.ts';
import type { Plan } from '../../../models/plan.ts';
import { REQUEST_SCHEMA_VERSION, type Requester, type ServiceRequest } from '../../../models/request.ts';
import type { TextAnswer } from '../../desk.ts';
import { propose } from '../../propose.ts';
import { waysTo } from '../../reach.ts';
import { scopeOf } from '../../scope.ts';
import { sideEffects } from '../../side-effects.ts';
import { utcText } from '../../utc-text.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { joinWords } from '../words.ts';
import { nameList } from './describe-change.ts';
import type { PolicyChange } from './policy-change.ts';
import { policiesChanged } from './policy-scope.ts';
import { argumentsOf, SET_TOOL_POLICY, setToolPolicy } from './set-tool-policy.ts';

const MOST_OFFERED = 5;

export type SecondSignatureDependencies = Pick<
  CommandDependencies,
  'clients' | 'people' | 'policies' | 'requests' | 'catalog' | 'surfaces' | 'clock' | 'begin'
>;

/** Who could sign what somebody asks, or why nobody can. */
export type Signers = { kind: 'found'; admins: readonly Person[] } | { kind: 'missing'; answer: TextAnswer };

/** The other admins who can be asked in chat. */
export async function otherAdmins(
  { people, surfaces, clock }: Pick<SecondSignatureDependencies, 'people' | 'surfaces' | 'clock'>,
  asking: Person,
): Promise<Signers> {
  const now = clock.now();
  const others = (await people.technicians([])).filter(({ id }) => id !== asking.id);
  const canBeAsked = (person: Person) =>
    waysTo(surfaces, person).some(({ surface }) => surface.can.approvalCards);
  const reachable = others.filter(canBeAsked);
  const admins = reachable.filter((person) => maySignForAdmins(person, now));
  if (admins.length > 0) return { kind: 'found', admins };
  const settling = reachable.filter(isAdmin);
  const answer = settling.length > 0 ? notYet(settling) : nobodyElse(reachable);
  return { kind: 'missing', answer };
}

function notYet(settling: readonly Person[]): TextAnswer {
  const lines = settling.flatMap((person) => {
    const from = signsForAdminsFrom(person);
    return from ? [`• ${person.displayName} from ${utcText(from)} on`] : [];
  });
  return {
    kind: 'refused',
    text: [
      'It is high risk: one admin alone cannot make it `auto`, and whoever became an admin, or got an account, less than a day ago does not sign yet. Ask again then:',
      ...lines,
    ].join('\n'),
  };
}

function nobodyElse(eligible: readonly Person[]): TextAnswer {
  const who =
    eligible.length > 0
      ? `Make one of these an admin first, who may sign a day later: ${nameList(eligible.map(({ displayName }) => displayName))}.`
      : 'There is nobody else of the MSP yet who could be made one: `person add`.';
  const choices = eligible.slice(0, MOST_OFFERED).map(({ displayName }) => ({
    label: `Make ${displayName} an admin`,
    command: joinWords(['person', 'grant', displayName, 'admin']),
  }));
  return {
    kind: 'refused',
    text: `It is high risk: one admin alone cannot make it \`auto\`, and there is no other admin who can be asked. ${who}`,
    ...(choices.length > 0 && { choices }),
  };
}

/**
 * Asks the other admins for the second signature: a request like any other, with a plan of one step of the product's own
 * tool. It is stored before this resolves; the cards follow.
 */
export async function askSecondSignature(
  dependencies: SecondSignatureDependencies,
  { by, person }: Entitled,
  change: PolicyChange,
): Promise<TextAnswer> {
  const signers = await otherAdmins(dependencies, person);
  if (signers.kind === 'missing') return signers.answer;
  const requester: Requester = { identity: by, name: person.displayName, personId: person.id };
  const planned = await planOf(dependencies, requester, change);
  if (planned.kind !== 'plan') return policiesChanged(change);
  const request = requestOf(dependencies, { requester, plan: planned.plan, change, admins: signers.admins });
  const names = nameList(signers.admins.map(({ displayName }) => displayName));
  if ((await dependencies.requests.insert(request)) === 'duplicate')
    return { kind: 'answer', text: `You have asked for this already; it waits for ${names}.` };
  dependencies.begin(request);
  const until = utcText(addMs(dependencies.clock.now(), APPROVAL_LIFETIME_MS));
  return {
    kind: 'answer',
    text: `Nothing has changed yet: another admin has to sign. I have asked ${names}, until ${until}, and tell you what comes of it.`,
    choices: [{ label: 'Take it back', command: `withdraw ${shortId(request.id)}` }],
  };
}

function planOf(dependencies: SecondSignatureDependencies, requester: Requester, change: PolicyChange) {
  const tool = setToolPolicy(dependencies);
  const scope = { ...scopeOf(THE_MSP, requester, new AbortController().signal), clientId: change.scope };
  const proposals = [{ tool, arguments: argumentsOf(change, requester.personId ?? '') }];
  return propose({ proposals, scope, policies: {}, sureOfRequester: false });
}

interface Asked {
  requester: Requester;
  plan: Plan;
  change: PolicyChange;
  admins: readonly Person[];
}

function requestOf(
  { clock }: SecondSignatureDependencies,
  { requester, plan, change, admins }: Asked,
): ServiceRequest {
  const now = clock.now();
  const id = newId('req');
  const approval: ApprovalRequest = {
    id: newId('apr'),
    kind: 'admin',
    planDigest: plan.digest,
    state: { kind: 'waiting' },
    approvers: [],
    copies: [],
  };
  const expiresAt = addMs(now, APPROVAL_LIFETIME_MS);
  const { status, history } = advance(
    'received',
    now,
    'diagnosis_started',
    'plan_proposed',
    'approval_requested',
  );
  const bare: ServiceRequest = {
    id,
    schemaVersion: REQUEST_SCHEMA_VERSION,
    version: 0,
    status,
    clientId: THE_MSP.id,
    clientName: change.scopeName,
    requester,
    conversation: conversationOf(requester.identity, id),
    messages: [{ key: `command:${id}`, from: 'requester', text: plan.steps[0]?.summary ?? '', at: now }],
    plan,
    approvals: [approval],
    history,
    outbox: [],
    expiresAt,
    dueAt: expiresAt,
    createdAt: now,
  };
  const effects = sideEffects(bare, now);
  for (const { id: personId } of admins)
    effects.add({ kind: 'approval_card', approvalId: approval.id, personId });
  effects.audit(
    'plan_proposed',
    { digest: plan.digest, steps: SET_TOOL_POLICY, admin: true },
    {
      personId: requester.personId ?? '',
      name: requester.name,
    },
  );
  return { ...bare, version: 1, outbox: effects.entries() };
}

/** A command has no thread: its outcome is told directly, and nothing said elsewhere continues it. */
function conversationOf({ provider, tenant }: Identity, requestId: string): ConversationRef {
  const surface = provider === 'entra' ? 'teams' : provider === 'slack' ? 'slack' : 'console';
  return { surface, tenant, conversation: `command:${requestId}` };
}
