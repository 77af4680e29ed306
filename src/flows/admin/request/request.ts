import { z } from 'zod';
import { shortId } from '../../../ids.ts';
import { isAdmin } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { nextStatus } from '../../../models/request-state.ts';
import type { CommandChoice } from '../../desk.ts';
import { openCommand } from '../command-spec.ts';
import type { Caller } from '../given-command.ts';
import { findRequest, type RequestView } from './find-request.ts';
import { tellOwnStory } from './tell-own-story.ts';
import { tellStory } from './tell-story.ts';

/** `request ID`: the whole story of one request. */
export const requestCommand = openCommand(
  {
    name: 'request',
    summary: 'the story of one request: who holds it, what happened, what is next',
    takes: '<request>',
    examples: [
      { line: 'request 8F3K2Q', does: 'by the end of its id, as lists show it' },
      { line: 'request #4711', does: 'by its ticket' },
    ],
    input: z.object({ request: z.string() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findRequest(dependencies, { word: input.request, line }, caller);
    if (found.kind === 'not_found') return found.answer;
    const { request, view } = found;
    const choices = choicesFor(request, view, caller);
    return {
      kind: 'answer',
      text: view === 'inside' ? tellStory(request) : tellOwnStory(request),
      ...(choices.length > 0 && { choices }),
    };
  },
);

function choicesFor(request: ServiceRequest, view: RequestView, { person }: Caller): CommandChoice[] {
  const id = shortId(request.id);
  const canWithdraw = nextStatus(request.status, 'withdrawn') !== undefined;
  const hasDead = view === 'inside' && request.outbox.some(({ dead }) => dead);
  return [
    ...(hasDead ? [{ label: 'Deliver again', command: `retry ${id}`, style: 'primary' as const }] : []),
    ...(canWithdraw ? [{ label: 'Withdraw', command: `withdraw ${id}`, style: 'danger' as const }] : []),
    ...(person && isAdmin(person)
      ? [{ label: 'Audit trail', command: `audit --request ${request.id}` }]
      : []),
  ];
}
