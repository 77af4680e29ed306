import type { Express, Request, Response } from 'express';
import { MINUTE_MS } from '../../clock.ts';
import { readContent, showEphemeral } from './chat-methods.ts';
import {
  findMessage,
  nextId,
  type ResponseUrl,
  removeMessage,
  replaceMessage,
  type SlackState,
} from './state.ts';

const USES = 5;
const LIFETIME_MS = 30 * MINUTE_MS;

/** A new address to which the app may answer a click or a command: five times within thirty minutes. */
export function createResponseUrl(
  state: SlackState,
  baseUrl: string,
  of: Omit<ResponseUrl, 'uses' | 'madeAt'>,
): string {
  const id = nextId(state, '');
  state.responseUrls.set(id, { ...of, uses: 0, madeAt: state.clock.now() });
  return `${baseUrl}/actions/${of.teamId}/${id}`;
}

/** Serves the addresses at which a click can be answered: a few times, for a while. */
export function addResponseUrls(app: Express, state: SlackState): void {
  app.post('/actions/:team/:id', (request: Request, response: Response) => {
    const url = state.responseUrls.get(String(request.params['id']));
    const age = url ? state.clock.now().getTime() - url.madeAt.getTime() : 0;
    if (!url || age > LIFETIME_MS) return void response.status(404).send('expired_url');
    if (url.uses >= USES) return void response.status(404).send('used_url');
    url.uses += 1;
    const error = answer(state, url, request.body as Record<string, unknown>);
    return void response.status(error ? 400 : 200).send(error ?? 'ok');
  });
}

/** Replaces or deletes the clicked message, or shows something to the person alone: Slack's default. */
function answer(state: SlackState, url: ResponseUrl, input: Record<string, unknown>): string | undefined {
  const clicked = url.messageTs ? findMessage(state, url.channel, url.messageTs) : undefined;
  if (input['delete_original'] === true) {
    if (clicked) removeMessage(state, clicked);
    return undefined;
  }
  const content = readContent(input);
  if ('ok' in content) return content.error;
  if (input['replace_original'] === true && clicked) {
    replaceMessage(state, { ...clicked, ...content.value, edited: true });
    return undefined;
  }
  showEphemeral(state, {
    channel: url.channel,
    to: url.userId,
    botUserId: state.workspaces.get(url.teamId)?.install?.botUserId ?? '',
    ...content.value,
  });
  return undefined;
}
