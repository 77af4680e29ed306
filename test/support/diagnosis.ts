import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createCatalog, type OfferedTools } from '../../src/flows/catalog.ts';
import type { Conclusion } from '../../src/flows/conclusions.ts';
import { type Diagnosed, diagnose } from '../../src/flows/diagnose.ts';
import { DEFAULT_BUDGET, type DiagnosisBudget } from '../../src/flows/limits.ts';
import { newId } from '../../src/ids.ts';
import { silentLogger } from '../../src/logger.ts';
import {
  REQUEST_SCHEMA_VERSION,
  type RequestMessage,
  type ServiceRequest,
} from '../../src/models/request.ts';
import { clients } from '../../src/sandbox/demo-data.ts';
import { psaTools } from '../../src/tools/psa-tools.ts';
import { type ConnectWiseBench, openConnectWiseBench } from './connectwise.ts';
import { type MicrosoftBench, openMicrosoftBench } from './microsoft.ts';
import { type OpenAiDesk, openOpenAi } from './openai.ts';

export interface DiagnosisBench extends OpenAiDesk {
  microsoft: MicrosoftBench;
  connectwise: ConnectWiseBench;
  /** Lets somebody at Lakeside, by key, write one message or several, and diagnoses. `Q:` marks a question of ours. */
  diagnose(person: string, said: readonly string[] | string, options?: DiagnosisOptions): Promise<Diagnosed>;
}

export interface DiagnosisOptions {
  /** Tools that policy switched off. */
  disabled?: readonly string[];
  budget?: Partial<DiagnosisBudget>;
  /** What is wrong with a proposal; nothing when absent. */
  problem?: string;
  /** Somebody whom intake did not find in the directory. */
  isUnknown?: boolean;
}

const lakeside = clients[0];

/** The real diagnosis with the real tools, in front of the simulated model, Microsoft and ConnectWise. */
export async function openDiagnosisBench(): Promise<DiagnosisBench> {
  const [desk, microsoft, connectwise] = await Promise.all([
    openOpenAi({ maxRetries: 0 }),
    openMicrosoftBench(),
    openConnectWiseBench(),
  ]);
  onTestFinished(async () => {
    await Promise.all([microsoft.vendor.close(), connectwise.vendor.close()]);
  });
  const catalog = createCatalog([...microsoft.graph.tools, ...psaTools([connectwise.connectwise.psa])]);
  return {
    ...desk,
    microsoft,
    connectwise,
    diagnose: (person, said, { disabled = [], budget = {}, problem, isUnknown = false } = {}) => {
      const enabled = catalog.all.filter(({ name }) => !disabled.includes(name));
      const offered: OfferedTools = {
        readTools: enabled.filter((tool) => tool.kind === 'read'),
        writeTools: enabled.filter((tool) => tool.kind === 'write'),
      };
      return diagnose(
        {
          model: desk.model,
          clock: systemClock,
          budget: { ...DEFAULT_BUDGET, ...budget },
          logger: silentLogger,
        },
        {
          request: requestOf(person, typeof said === 'string' ? [said] : said, isUnknown),
          offered,
          scope: {
            ...microsoft.scope(),
            psa: { name: 'connectwise', companyId: String(lakeside?.connectwiseCompany.id) },
          },
          judge: async () => problem,
        },
      );
    },
  };
}

/** The steps of a plan as `tool` and arguments; throws when the conclusion is something else. */
export function stepsOf(conclusion: Conclusion): { tool: string; arguments: Record<string, unknown> }[] {
  if (conclusion.kind !== 'plan') throw new Error(`no plan but ${JSON.stringify(conclusion)}`);
  return conclusion.proposals.map(({ tool, arguments: given }) => ({ tool: tool.name, arguments: given }));
}

function requestOf(person: string, said: readonly string[], isUnknown: boolean): ServiceRequest {
  const user = lakeside?.users.find(({ key }) => key === person);
  if (!lakeside || !user) throw new RangeError(`nobody called ${person}`);
  const at = systemClock.now();
  return {
    id: newId('req'),
    schemaVersion: REQUEST_SCHEMA_VERSION,
    version: 1,
    status: 'diagnosing',
    clientId: 'cli_test',
    clientName: lakeside.name,
    requester: {
      identity: { provider: 'slack', tenant: lakeside.slackTeamId, user: user.slackUserId ?? '' },
      name: user.name,
      email: user.email,
      ...(isUnknown ? {} : { directoryUserId: user.id }),
    },
    conversation: { surface: 'slack', tenant: lakeside.slackTeamId, conversation: 'D1' },
    messages: said.map(
      (text, index): RequestMessage => ({
        key: `test:${index}`,
        from: text.startsWith('Q:') ? 'agent' : 'requester',
        text: text.replace(/^Q:\s*/, ''),
        at,
      }),
    ),
    approvals: [],
    history: [],
    outbox: [],
    createdAt: at,
  };
}
