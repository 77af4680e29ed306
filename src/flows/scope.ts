import type { Client } from '../models/client.ts';
import type { Requester } from '../models/request.ts';
import type { ToolScope } from '../tools/tool.ts';

/** Where the tools of one request may act: its client's tenant and companies, and nowhere else. */
export function scopeOf(client: Client, requester: Requester, signal: AbortSignal): ToolScope {
  return {
    ...scopeOfClient(client, signal),
    ...(requester.directoryUserId === undefined ? {} : { requesterDirectoryId: requester.directoryUserId }),
  };
}

/** The same, whoever asks. */
export function scopeOfClient(client: Client, signal: AbortSignal): ToolScope {
  return {
    clientId: client.id,
    tenantId: client.entraTenantId,
    ...(client.psa === undefined ? {} : { psa: client.psa }),
    documentation: client.documentation,
    signal,
  };
}
