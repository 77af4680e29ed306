import type { MovableClock } from '../clock.ts';
import type { ApprovalChannel, OperatingMode } from '../models/client.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { PsaName } from '../models/ticket.ts';
import type { ToolPolicy } from '../models/tool-policy.ts';
import type { SimulatedAutotask } from './autotask/simulated-autotask.ts';
import type { SimulatedConnectWise } from './connectwise/simulated-connectwise.ts';
import type { SimulatedHaloPsa } from './halopsa/simulated-halopsa.ts';
import type { SimulatedHudu } from './hudu/simulated-hudu.ts';
import type { SimulatedItGlue } from './itglue/simulated-itglue.ts';
import type { SimulatedJira } from './jira/simulated-jira.ts';
import type { SimulatedMicrosoft } from './microsoft/index.ts';
import type { SimulatedOpenAi } from './openai/index.ts';
import type { SimulatedSlack } from './slack/index.ts';
import type { SimulatedTeams } from './teams/index.ts';
import type { SimulatedTwilio } from './twilio/index.ts';

/** The whole offline world around a running Countersign: what the browser page shows, and what scenarios are played in. */
export interface SandboxWorld {
  clock: MovableClock;
  slack: SimulatedSlack;
  teams: SimulatedTeams;
  twilio: SimulatedTwilio;
  microsoft: SimulatedMicrosoft;
  connectwise: SimulatedConnectWise;
  halopsa: SimulatedHaloPsa;
  autotask: SimulatedAutotask;
  jira: SimulatedJira;
  hudu: SimulatedHudu;
  itglue: SimulatedItGlue;
  openai: SimulatedOpenAi;
  control: SandboxControl;
}

/** The admin's side of the sandbox. Clients are named by the keys of the demo data, such as `lakeside`. */
export interface SandboxControl {
  clients(): Promise<readonly SandboxClient[]>;
  setMode(clientKey: string, mode: OperatingMode): Promise<ControlAnswer>;
  /** Which PSA has the client's tickets from now on, where approvers are asked, and whether a note may decide. */
  setTickets(clientKey: string, tickets: SandboxTickets): Promise<ControlAnswer>;
  /** Every tool that there is, with the policy in force at this client. */
  policies(clientKey: string): Promise<readonly SandboxPolicy[]>;
  /** `null` goes back to the MSP's word or the default. */
  setPolicy(clientKey: string, tool: string, policy: ToolPolicy | null): Promise<ControlAnswer>;
  /** Newest first, of all clients. */
  requests(limit: number): Promise<readonly ServiceRequest[]>;
  /** Moves the clock forward and runs whatever has become due; resolves when that is done. */
  advance(by: { hours?: number; minutes?: number; ms?: number }): Promise<void>;
  /** Everything back to the demo data: no requests, no messages, no tickets. */
  reset(): Promise<void>;
}

export interface SandboxClient {
  key: string;
  /** Our own id of the client, as requests name it. */
  id: string;
  name: string;
  mode: OperatingMode;
  psa: PsaName;
  decideByNote: boolean;
}

/** How a client's tickets are used; what is left out stays as it is. */
export interface SandboxTickets {
  psa?: PsaName;
  /** `null`: in chat, wherever people can be reached. */
  approvalChannels?: readonly ApprovalChannel[] | null;
  decideByNote?: boolean;
}

export interface SandboxPolicy {
  tool: string;
  title: string;
  integration: string;
  kind: 'read' | 'write';
  policy: ToolPolicy;
  /** Whose word it is: the product's default, the MSP's, or the client's own. */
  source: 'default' | 'msp' | 'client';
  highRisk: boolean;
}

export type ControlAnswer = { kind: 'done' } | { kind: 'refused'; sentence: string };
