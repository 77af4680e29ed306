import type {
  CommandAnswer,
  DecisionAnswer,
  Desk,
  FormProblems,
  HomeView,
  InboundDecision,
  InboundMessage,
  Receipt,
  RequestLine,
  SecretAnswer,
  SentenceAnswer,
} from '../../src/flows/desk.ts';
import type { FormValues } from '../../src/flows/form.ts';
import type { ApprovalCard } from '../../src/flows/surface.ts';
import type { Identity } from '../../src/models/conversation.ts';

/** A desk that writes down what reaches it and answers what it was told to. For tests of surfaces, which decide nothing. */
export interface RecordingDesk extends Desk {
  readonly messages: InboundMessage[];
  readonly decisions: InboundDecision[];
  readonly withdrawals: { by: Identity; requestId: string }[];
  readonly commands: { by: Identity; text: string }[];
  /** Who asked to see which card. */
  readonly looks: { by: Identity; requestId: string; approvalId: string }[];
  /** Keys of deliveries that reached nobody. */
  readonly unreached: string[];
  readonly forms: { by: Identity; form: { id: string; state: string }; values: FormValues }[];
  readonly reveals: { by: Identity; requestId: string; step: number }[];
  /** Answers from now on. */
  answers: {
    decision: DecisionAnswer;
    withdrawal: SentenceAnswer;
    command: CommandAnswer;
    form: CommandAnswer | FormProblems;
    /** Undefined: their requests and nothing else. */
    home: HomeView | undefined;
    secret: SecretAnswer;
    /** Undefined: whoever asks may not see the card. */
    approvalCard: ApprovalCard | undefined;
    requests: readonly RequestLine[];
    /** For messages that are not known already. */
    receipt: Receipt;
  };
  /** Thrown by the next calls, as often as it stands here. */
  failures: Error[];
}

export function createRecordingDesk(): RecordingDesk {
  const desk: RecordingDesk = {
    messages: [],
    decisions: [],
    withdrawals: [],
    commands: [],
    looks: [],
    unreached: [],
    reveals: [],
    forms: [],
    failures: [],
    answers: {
      decision: { kind: 'recorded', sentence: 'Your decision is recorded.' },
      withdrawal: { kind: 'done', sentence: 'Your request is withdrawn.' },
      command: { kind: 'answer', text: 'Here is help.' },
      form: { kind: 'answer', text: 'Saved.' },
      home: undefined,
      secret: { kind: 'shown', secret: 'Correct-Horse-9', forWhat: 'Temporary password' },
      approvalCard: undefined,
      requests: [],
      receipt: { kind: 'opened', requestId: 'req_1' },
    },
    async receive(message) {
      failIfTold(desk);
      const known = desk.messages.some(({ key }) => key === message.key);
      desk.messages.push(message);
      return known ? { kind: 'duplicate' } : desk.answers.receipt;
    },
    async decide(decision) {
      failIfTold(desk);
      desk.decisions.push(decision);
      return desk.answers.decision;
    },
    async approvalCard(by, requestId, approvalId) {
      failIfTold(desk);
      desk.looks.push({ by, requestId, approvalId });
      return desk.answers.approvalCard;
    },
    async withdraw(by, requestId) {
      failIfTold(desk);
      desk.withdrawals.push({ by, requestId });
      return desk.answers.withdrawal;
    },
    async requestsOf() {
      return desk.answers.requests;
    },
    async home() {
      return desk.answers.home ?? { requests: desk.answers.requests };
    },
    async submitForm(by, form, values) {
      failIfTold(desk);
      desk.forms.push({ by, form, values });
      return desk.answers.form;
    },
    async command(by, text) {
      failIfTold(desk);
      desk.commands.push({ by, text });
      return desk.answers.command;
    },
    async notReached(deliveryKey) {
      failIfTold(desk);
      desk.unreached.push(deliveryKey);
    },
    async revealSecret(by, requestId, step) {
      failIfTold(desk);
      desk.reveals.push({ by, requestId, step });
      return desk.answers.secret;
    },
  };
  return desk;
}

function failIfTold(desk: RecordingDesk): void {
  const failure = desk.failures.shift();
  if (failure) throw failure;
}
