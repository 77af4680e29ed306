import type { ApprovalCopy } from './approval.ts';
import type { AuditAction, AuditEntry, AuditFact, OwedFacts } from './audit.ts';
import type { Client, CompanyRef, OperatingMode } from './client.ts';
import type { Identity } from './conversation.ts';
import type { MspSettings } from './msp-settings.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Person, Role } from './person.ts';
import type { HistoryEntry, RequestMessage, ServiceRequest } from './request.ts';
import type { RequestStatus } from './request-state.ts';
import type { PsaName, TicketRef } from './ticket.ts';
import type { PolicyScope, PolicySet, ToolPolicy } from './tool-policy.ts';

/*
 * What the flows ask of storage. Saves are compare-and-set on (id, version) and durable (majority, journalled) when they
 * resolve, unless a method says otherwise. A database that is away throws `database_unavailable`.
 */

/** Fields that a save may replace; lists that only grow or are marked by path are not among them. */
export type RequestFields = Partial<
  Pick<
    ServiceRequest,
    | 'status'
    | 'requester'
    | 'ticket'
    | 'ticketNotes'
    | 'diagnosis'
    | 'conclusionText'
    | 'plan'
    | 'approvals'
    | 'execution'
    | 'outcome'
  >
> & {
  /** `null` removes the field. */
  expiresAt?: Date | null;
  dueAt?: Date | null;
};

/** What one save of a request writes. */
export interface RequestChange {
  set?: RequestFields;
  history?: readonly HistoryEntry[];
  outbox?: readonly OutboxEntry[];
  messages?: readonly RequestMessage[];
}

/** What delivering one outbox entry left behind; the entry is removed. */
export interface Delivered {
  entryId: string;
  ticket?: TicketRef;
  /** A card that was sent, for the approval it asks for. */
  copy?: ApprovalCopy & { approvalId: string };
  /** The PSA's own approval object that was started for an approval. */
  psaApproval?: { approvalId: string; id: string };
}

/** A side effect that did not go through. */
export interface FailedDelivery {
  entryId: string;
  error: string;
  /** Absent: dead. */
  nextTryAt?: Date;
}

/** Everything that one click needs, read fresh in one round trip. */
export interface DecisionContext {
  request: ServiceRequest;
  client: Client;
  /** The person behind the clicking identity. */
  person?: Person;
  policies: PolicyContext;
}

/** The policies that hold at a client: the MSP's and its own. */
export interface PolicyContext {
  msp?: PolicySet;
  client?: PolicySet;
}

/** Which requests are looked for. */
export interface RequestSearch {
  /** Any when absent. */
  statuses?: readonly RequestStatus[];
  clientId?: string;
  /** Clients whose requests are left out. */
  exceptClientIds?: readonly string[];
  personId?: string;
  oldestFirst?: boolean;
  /** The id of the last one that was seen: only what comes behind it. */
  after?: string;
}

/** Somebody whose decision may be waited for. */
export interface Decider {
  personId: string;
  /** They sign as a technician, but for these clients. */
  technician?: { exceptClientIds: readonly string[] };
  /** They sign what another admin has asked of the product itself, from `since` on. */
  admin?: { since?: Date | undefined };
}

/** How many requests of a client wait, and for whom. */
export interface WaitingCounts {
  approval: number;
  answer: number;
}

/** Requests, by compare-and-set. */
export interface RequestStore {
  /** `duplicate` when a message with the same key is stored already, in this or any other request. */
  insert(request: ServiceRequest): Promise<'inserted' | 'duplicate'>;
  find(id: string): Promise<ServiceRequest | undefined>;
  /**
   * Saves the change if the stored version is still `request.version`, and returns the request as it is now (version
   * raised by one) without reading it again; `undefined` when somebody else saved first, when a message key is stored
   * already, or when the same plan of the same person waits for approval already.
   */
  save(request: ServiceRequest, change: RequestChange): Promise<ServiceRequest | undefined>;
  /** Removes delivered entries and records what they left, by path: needs no version. Not journalled: a lost mark is looked up again by key. */
  markDelivered(
    id: string,
    delivered: readonly Delivered[],
    failed: readonly FailedDelivery[],
  ): Promise<void>;
  /**
   * Claims every due entry of one request for `leaseMs` (attempts raised by one) and returns the request with the claimed
   * entry ids; `undefined` when nothing was due or somebody else was faster.
   */
  claimOutbox(
    id: string,
    now: Date,
    leaseMs: number,
  ): Promise<{ request: ServiceRequest; entryIds: readonly string[] } | undefined>;
  /** Ids of requests with an outbox entry due at `now`, oldest due first. */
  withDueOutbox(now: Date, limit: number): Promise<string[]>;
  /** Ids of requests whose `dueAt` has come, oldest first. */
  due(now: Date, limit: number): Promise<string[]>;
  /** Reads request, client, policies and the person behind `identity` in one round trip. */
  decisionContext(requestId: string, identity: Identity | undefined): Promise<DecisionContext | undefined>;
  /** The newest request that this account made in a conversation (and thread), by `conversationKey`. */
  newestInConversation(conversationKey: string, by: Identity): Promise<ServiceRequest | undefined>;
  /** Newest first. */
  ofRequester(personId: string, limit: number): Promise<ServiceRequest[]>;
  /** The request that is not at rest and has this ticket. */
  openByTicket(ticket: TicketRef): Promise<ServiceRequest | undefined>;
  /** Requests from after an instant that wait for a decision by note on a ticket of this PSA, oldest first. */
  waitingOnTicket(psa: PsaName, after: Date, limit: number): Promise<ServiceRequest[]>;
  /** Whether a message with this key was stored. */
  hasMessage(key: string): Promise<boolean>;
  /** Ids of requests that wait for approval: of one client, or of those in which this person was asked, or both. */
  idsAwaitingApproval(of: { clientId?: string; personId?: string }, limit: number): Promise<string[]>;
  /** Of all clients, or of one: counts by status, for `status` and metrics. */
  countByStatus(clientId?: string): Promise<Readonly<Record<string, number>>>;
  /** Requests that wait for people, by client; clients without any are absent. */
  waitingByClient(): Promise<ReadonlyMap<string, WaitingCounts>>;
  /** Newest first, of all clients. */
  recent(limit: number): Promise<ServiceRequest[]>;
  /** Newest first, or oldest first if asked for. */
  search(search: RequestSearch, limit: number): Promise<ServiceRequest[]>;
  /** Whose ids end in these six characters or more; more than one hardly ever. */
  byEnding(ending: string): Promise<ServiceRequest[]>;
  /** Every request that has or had a ticket with this id, in any PSA, newest first. */
  byTicketId(ticketId: string, limit: number): Promise<ServiceRequest[]>;
  /**
   * Requests that wait for an approval which this person may give, oldest first, and how many there are in all (counted to
   * 1,000). Whoever made the request, or has signed it already, is not waited for.
   */
  waitingForDecision(
    decider: Decider,
    limit: number,
  ): Promise<{ requests: readonly ServiceRequest[]; total: number }>;
  /** Dead outbox entries, newest request first. */
  withDeadOutbox(limit: number, exceptClientIds?: readonly string[]): Promise<ServiceRequest[]>;
  /**
   * Makes every dead outbox entry of a request due at `now`, if the stored version is still `request.version`, and returns
   * them as they were; `undefined` when somebody else saved first, or none is dead. They count as tried before: what has
   * arrived after all is looked for by its key.
   */
  reviveOutbox(
    request: Pick<ServiceRequest, 'id' | 'version'>,
    now: Date,
    facts?: OwedFacts,
  ): Promise<readonly OutboxEntry[] | undefined>;
  /** This person's request that waits for approval of exactly this plan, if there is one: duplicates are joined. */
  waitingWithDigest(personId: string, digest: string): Promise<ServiceRequest | undefined>;
  /** Requests of a client whose plan has a step of this tool, made since then, newest first. */
  plannedWith(
    planned: { clientId: string; tool: string; since: Date },
    limit: number,
  ): Promise<ServiceRequest[]>;
  /** How many requests of these clients wait for approval of a plan with a step of one of these tools. */
  countWaitingWith(waiting: { clientIds: readonly string[]; tools: readonly string[] }): Promise<number>;
}

/** Clients of the MSP. */
export interface ClientStore {
  all(): Promise<Client[]>;
  find(id: string): Promise<Client | undefined>;
  bySlackTeam(teamId: string): Promise<Client | undefined>;
  byEntraTenant(tenantId: string): Promise<Client | undefined>;
  byPsaCompany(company: CompanyRef<PsaName>): Promise<Client | undefined>;
  /** Whose Voice Agent number it is. */
  byVoiceNumber(number: string): Promise<Client | undefined>;
  insert(client: Client, facts?: OwedFacts): Promise<'inserted' | 'duplicate'>;
  /**
   * Replaces the client, compare-and-set on the version that it was read with; `undefined` when it changed meanwhile, or
   * when another client has one of its companies, tenants, workspaces or numbers.
   */
  save(client: Client, facts?: OwedFacts): Promise<Client | undefined>;
  /** Compare-and-set on the version; `undefined` when it changed meanwhile. */
  setMode(client: Client, mode: OperatingMode, facts?: OwedFacts): Promise<Client | undefined>;
}

/** What holds for all clients. */
export interface MspStore {
  get(): Promise<MspSettings>;
  /** Compare-and-set on the version (0: nothing was set yet); `undefined` when it changed meanwhile. */
  save(settings: MspSettings, facts?: OwedFacts): Promise<MspSettings | undefined>;
}

/** Some of the people. */
export type PeopleOf =
  /** The MSP's own, who have a role, or one role. */
  | { kind: 'msp'; role?: Role }
  | { kind: 'client'; clientId: string }
  /** Whoever has left, of whichever company. */
  | { kind: 'departed' };

/** What became of taking a role away. */
export type SteppedDown =
  | { kind: 'saved'; person: Person }
  /** Somebody else changed the person meanwhile. */
  | { kind: 'changed' }
  /** Nobody else would be left who may administer. */
  | { kind: 'last_admin' };

/** People, by their accounts. */
export interface PersonStore {
  find(id: string): Promise<Person | undefined>;
  findMany(ids: readonly string[]): Promise<Person[]>;
  byIdentity(identity: Identity): Promise<Person | undefined>;
  /** Everybody with this mail address, in any case; of whichever client. */
  byEmail(email: string): Promise<Person[]>;
  /** Whose name, or a word in it, begins with this, in any case; in no order. */
  byName(beginning: string, limit: number): Promise<Person[]>;
  /** By name. */
  list(people: PeopleOf, limit: number): Promise<Person[]>;
  /** An identity that somebody else has already makes it `duplicate`. */
  insert(person: Person, facts?: OwedFacts): Promise<'inserted' | 'duplicate'>;
  /** Adds identities to a person (no effect for those they have); `duplicate` when somebody else has one. */
  link(personId: string, identities: readonly Identity[], also?: Entrusting): Promise<'linked' | 'duplicate'>;
  /** Takes accounts away, compare-and-set on the version; `undefined` when the person changed meanwhile. */
  unlink(person: Person, identities: readonly Identity[], facts?: OwedFacts): Promise<Person | undefined>;
  /** Active people with a role that may decide, for one client (`technicianIds`) or all. */
  technicians(ids: readonly string[]): Promise<Person[]>;
  setRole(person: Person, role: Person['role'] | null, also?: Entrusting): Promise<Person | undefined>;
  setActive(person: Person, active: boolean, facts?: OwedFacts): Promise<Person | undefined>;
  /**
   * Takes a role away, or a role and all else from whoever leaves, compare-and-set on the version. One active admin is
   * always left, whoever takes whose role at the same moment; of two who would take each other's, both may be refused.
   */
  stepDown(
    person: Person,
    to: { role: Role | null; active: boolean; facts?: OwedFacts },
    now: Date,
  ): Promise<SteppedDown>;
}

/** What another admin does to somebody. */
export interface Entrusting {
  /** Since when they have the role, or the account, that lets them sign for admins. */
  entrustedAt?: Date | undefined;
  facts?: OwedFacts;
}

/** Tool policies of each scope. */
export interface PolicyStore {
  get(scopes: readonly PolicyScope[]): Promise<PolicySet[]>;
  /** `policy` null resets to the default. `version` is the set's that was looked at (0: there was none); `undefined` when it changed meanwhile. */
  set(input: {
    scope: PolicyScope;
    version: number;
    tools: Readonly<Record<string, ToolPolicy | null>>;
    /** Its key, for a change that took two signatures. */
    signed?: string;
    facts?: OwedFacts;
  }): Promise<PolicySet | undefined>;
}

/** Which entries of the trail are looked for. */
export interface AuditSearch {
  requestId?: string;
  clientId?: string;
  action?: AuditAction;
  /** Who did it. */
  personId?: string;
  /** Which tool it was about. */
  tool?: string;
  since?: Date;
  /** Not included. */
  until?: Date;
  oldestFirst?: boolean;
  /** The last one that was seen: only what comes behind it. */
  after?: Pick<AuditEntry, 'at' | 'sequence'>;
}

/** The append-only trail. */
export interface AuditStore {
  /** Appends facts to the chain, once per key; concurrent appenders on any number of processes form one chain. */
  append(facts: readonly AuditFact[]): Promise<void>;
  /** Whether a fact with this key is in the chain. */
  has(key: string): Promise<boolean>;
  /** In chain order from `after`. */
  read(after: number, limit: number): Promise<AuditEntry[]>;
  /** One entry, by its number. */
  entry(sequence: number): Promise<AuditEntry | undefined>;
  /** What happened last first, or what happened first; what happened at one moment, as it stands in the chain. */
  find(search: AuditSearch, limit: number): Promise<AuditEntry[]>;
}

/** What changes owe the trail. */
export interface OwedFactStore {
  /** What so many documents have not settled yet, oldest first. */
  owed(limit: number): Promise<AuditFact[]>;
  /** They are in the trail now. */
  settle(facts: OwedFacts): Promise<void>;
}

/** Small durable facts of our own: how far something has been read, by time or by number. */
export interface CursorStore {
  /** Where each of these is, by its name; one that is nowhere yet is absent. */
  read(...names: string[]): Promise<ReadonlyMap<string, Date>>;
  /** Never moves back. */
  advance(name: string, to: Date): Promise<void>;
  /** Wherever it was before. */
  put(name: string, at: Date): Promise<void>;
  /** Of those that count, the same. */
  readNumbers(...names: string[]): Promise<ReadonlyMap<string, number>>;
  /** Never moves back. */
  advanceNumber(name: string, to: number): Promise<void>;
}
