import { Schema } from 'mongoose';
import { type CollectionDefinition, SCHEMA_OPTIONS } from './collection.ts';
import { addOwedFacts } from './owed-facts.ts';

const { Mixed } = Schema.Types;

/** Named, because the sweep of the outbox asks for this index's order. */
export const DUE_OUTBOX_INDEX = 'due_outbox';

/** Named, because its order is asked for. */
export const WAITING_ON_TICKET_INDEX = 'waiting_on_ticket';

/** Named, because without a client's name the planner could take the index that sorts by clients. */
export const BY_STATUS_INDEX = 'by_status';

/** The stored shape is `RequestDocument`; what lies in its parts is typed there and parsed where it comes in. */
const schema = new Schema(
  {
    _id: { type: String, required: true },
    schemaVersion: { type: Number, required: true },
    version: { type: Number, required: true },
    status: { type: String, required: true },
    open: Boolean,
    clientId: { type: String, required: true },
    clientName: String,
    requester: { type: Mixed, required: true },
    conversation: { type: Mixed, required: true },
    conversationKey: { type: String, required: true },
    waitingKey: String,
    ending: String,
    deciders: { type: [String], default: undefined },
    messages: [Mixed],
    previousRequestId: String,
    ticket: Mixed,
    ticketNotes: Mixed,
    wantsHuman: Boolean,
    diagnosis: Mixed,
    conclusionText: String,
    plan: Mixed,
    approvals: [Mixed],
    copies: [Mixed],
    psaApprovals: [Mixed],
    expiresAt: Date,
    execution: Mixed,
    outcome: Mixed,
    history: [Mixed],
    outbox: [Mixed],
    dueAt: Date,
    createdAt: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);

const exists = { $exists: true };

/** One message opens or continues one request, however often it is delivered, and to whichever process. */
schema.index({ 'messages.key': 1 }, { unique: true, partialFilterExpression: { 'messages.key': exists } });
schema.index({ schemaVersion: 1, dueAt: 1 }, { partialFilterExpression: { dueAt: exists } });
schema.index(
  { schemaVersion: 1, 'outbox.nextTryAt': 1 },
  { name: DUE_OUTBOX_INDEX, partialFilterExpression: { 'outbox.nextTryAt': exists } },
);
schema.index({ createdAt: -1 }, { partialFilterExpression: { 'outbox.dead': true } });
schema.index({ conversationKey: 1, 'requester.identity.user': 1, createdAt: -1 });
schema.index(
  { 'requester.personId': 1, _id: -1 },
  { partialFilterExpression: { 'requester.personId': exists } },
);
schema.index({ 'ticket.id': 1, createdAt: -1 }, { partialFilterExpression: { 'ticket.id': exists } });
schema.index(
  { 'ticket.psa': 1, createdAt: 1 },
  {
    name: WAITING_ON_TICKET_INDEX,
    partialFilterExpression: { open: true, 'approvals.code': exists },
  },
);
/** The same plan of the same person waits once, whoever else asks for it at the same moment. */
schema.index({ waitingKey: 1 }, { unique: true, partialFilterExpression: { waitingKey: exists } });
schema.index({ status: 1, clientId: 1, _id: -1 });
schema.index({ status: 1, _id: -1 }, { name: BY_STATUS_INDEX });
schema.index({ ending: 1 });
schema.index({ deciders: 1, _id: 1 }, { partialFilterExpression: { deciders: exists } });
/** What a policy concerns: what was asked of a tool lately, and what waits with it. */
schema.index(
  { clientId: 1, 'plan.steps.tool': 1, createdAt: -1 },
  { partialFilterExpression: { 'plan.steps.tool': exists } },
);
schema.index(
  { clientId: 1, 'plan.steps.tool': 1, status: 1 },
  { partialFilterExpression: { open: true, 'plan.steps.tool': exists } },
);

/** What is sealed in requests, for sealing it anew under another key. */
for (const sealed of [
  'execution.results.sealedSecret',
  'execution.claim.sealedSecret',
  'requester.identification.pending.sealedCode',
])
  schema.index({ [sealed]: 1 }, { partialFilterExpression: { [sealed]: exists } });

addOwedFacts(schema);

/** The collection of requests with its indexes. */
export const REQUESTS: CollectionDefinition = { model: 'Request', collection: 'requests', schema };
