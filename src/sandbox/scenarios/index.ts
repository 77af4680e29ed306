import { injection, noSeats, syncedPassword } from './hand-overs.ts';
import { questionThenPlan } from './questions.ts';
import { runbook } from './runbooks.ts';
import type { Scenario } from './scenario.ts';
import { dualApproval, leaver, mfaReset } from './signatures.ts';
import { askedInTeamsApprovedInSlack, teamsApproved } from './teams.ts';
import { phoneApproved, phoneImpostor } from './telephone.ts';
import { jiraTicket, takenOver, ticketApprovedByNote } from './tickets.ts';
import { allAuto, expired, planMode, zendeskApproved, zendeskDenied } from './zendesk.ts';

/** Every story that the sandbox can play; a new one is a `Scenario` and a line here. */
export const scenarios: readonly Scenario[] = [
  zendeskApproved,
  zendeskDenied,
  expired,
  planMode,
  allAuto,
  dualApproval,
  mfaReset,
  leaver,
  questionThenPlan,
  syncedPassword,
  noSeats,
  injection,
  teamsApproved,
  askedInTeamsApprovedInSlack,
  ticketApprovedByNote,
  jiraTicket,
  takenOver,
  runbook,
  phoneApproved,
  phoneImpostor,
];
