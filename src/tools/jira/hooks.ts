import { createHmac, timingSafeEqual } from 'node:crypto';
import { addMs, type Clock, DAY_MS } from '../../clock.ts';
import type { HookVerdict, InboundHook, PsaHooks } from '../psa.ts';
import { isIssueKey } from './keys.ts';
import { HookPayload } from './schema.ts';
import type { JiraSettings } from './settings.ts';

const SIGNATURE_HEADER = 'x-hub-signature';

/** Jira gives up on a webhook within the hour; what is older has been recorded and played again. */
const OLDEST_MS = DAY_MS;

/** After these an issue is worth a look. */
const ISSUE_EVENTS: ReadonlySet<string> = new Set([
  'jira:issue_created',
  'jira:issue_updated',
  'comment_created',
  'comment_updated',
  'comment_deleted',
]);

/** Jira's webhooks, which an admin sets up with a secret. Without one configured here, none is believed. */
export function createJiraHooks({ settings, clock }: { settings: JiraSettings; clock: Clock }): PsaHooks {
  return {
    requiredHeader: SIGNATURE_HEADER,
    verify: async (hook) => verify(hook, settings.webhookSecret, clock),
  };
}

function verify(hook: InboundHook, secret: string | undefined, clock: Clock): HookVerdict {
  if (secret === undefined) return { kind: 'refused', reason: 'no_secret' };
  const [, given] = SIGNATURE.exec(hook.header(SIGNATURE_HEADER) ?? '') ?? [];
  if (given === undefined || !timingSafeEqual(Buffer.from(given, 'hex'), sign(hook.body, secret))) {
    return { kind: 'refused', reason: 'bad_signature' };
  }
  const payload = readPayload(hook.body);
  const sentAt = payload?.timestamp;
  if (sentAt !== undefined && sentAt < addMs(clock.now(), -OLDEST_MS).getTime()) {
    return { kind: 'refused', reason: 'stale' };
  }
  return { kind: 'accepted', ticketIds: payload ? issueKeysIn(payload) : [] };
}

/** 32 bytes in hexadecimal, exactly. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** HMAC-SHA256 over the raw body: https://developer.atlassian.com/cloud/jira/platform/webhooks */
function sign(body: Uint8Array, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

function readPayload(body: Uint8Array): HookPayload | undefined {
  try {
    return HookPayload.safeParse(JSON.parse(new TextDecoder().decode(body))).data;
  } catch {
    return undefined;
  }
}

function issueKeysIn({ webhookEvent, issue }: HookPayload): string[] {
  return ISSUE_EVENTS.has(webhookEvent) && issue && isIssueKey(issue.key) ? [issue.key] : [];
}
