import { shortId } from '../../../ids.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { ticketLabel } from '../../../models/ticket.ts';
import type { CommandChoice } from '../../desk.ts';
import { cut } from '../../limits.ts';
import { oneLine } from '../../lines.ts';
import type { Replayed, Signing, WhatCame } from './policy-replay.ts';

const MOST_LISTED = 8;
const MOST_STORIES = 5;

/** What would have run, who would have been asked and why, each with what came of it then; what was denied first. */
export function describeReplay(replayed: readonly Replayed[]): string[] {
  return GROUPS.flatMap((group) => groupLines(group, replayed));
}

/** What would run without asking can be looked at, what somebody had said no to first. */
export function storiesOf(replayed: readonly Replayed[]): CommandChoice[] {
  return replayed
    .filter(({ would }) => would === 'nobody')
    .toSorted(noFirst)
    .slice(0, MOST_STORIES)
    .map(({ request }) => ({
      label: `Look at ${shortNameOf(request)} of ${request.requester.name}`,
      command: `request ${shortId(request.id)}`,
    }));
}

function noFirst(one: Replayed, other: Replayed): number {
  return Number(isNo(other)) - Number(isNo(one));
}

interface Group {
  signing: Signing;
  title: (count: string) => string;
}

const GROUPS: readonly Group[] = [
  { signing: 'nobody', title: (count) => `Would have run without asking: ${count}` },
  { signing: 'technician', title: (count) => `Would ask a technician: ${count}` },
  { signing: 'technician_and_manager', title: (count) => `Would ask a technician and the manager: ${count}` },
  { signing: 'refused', title: (count) => `Would be refused: ${count}` },
];

function groupLines({ signing, title }: Group, replayed: readonly Replayed[]): string[] {
  const group = replayed.filter(({ would }) => would === signing);
  if (group.length === 0 && signing !== 'nobody') return [];
  // What somebody has said no to comes first: it is what a change is judged by.
  const sorted = group.toSorted(noFirst);
  const left = group.length - MOST_LISTED;
  return [
    `${title(String(group.length))}${summary(group)}`,
    ...sorted.slice(0, MOST_LISTED).map((one) => `• ${lineOf(one)}`),
    ...(left > 0 ? [`• …and ${left} more`] : []),
  ];
}

function isNo({ came }: Replayed): boolean {
  return came === 'denied' || came === 'expired';
}

function summary(group: readonly Replayed[]): string {
  const counts = (['denied', 'expired'] as const).map((came) => ({
    came,
    count: group.filter((one) => one.came === came).length,
  }));
  const some = counts
    .filter(({ count }) => count > 0)
    .map(({ came, count }) => `${count} had been ${came === 'denied' ? 'denied' : 'left to expire'}`);
  const asBefore = group.filter(({ would, does }) => would === does).length;
  const same =
    asBefore > 0 ? [`${asBefore === group.length ? 'all' : asBefore} as with the present policy`] : [];
  const words = [...some, ...same];
  return words.length > 0 ? ` (${words.join('; ')})` : '';
}

const CAME: Readonly<Record<WhatCame, string>> = {
  approved: 'was approved',
  denied: 'was DENIED',
  expired: 'had EXPIRED',
  waiting: 'is waiting',
  not_asked: 'nobody was asked',
  not_decided: 'was not decided',
};

function lineOf({ request, came, because }: Replayed): string {
  const date = request.createdAt.toISOString().slice(0, 10);
  const what = oneLine(cut((request.plan?.steps ?? []).map(({ summary: text }) => text).join('; '), 120));
  const why = because.length > 0 ? `; ${because.join('; ')}` : '';
  return `${date} ${oneLine(request.requester.name)}: ${what} (${nameOf(request)}): ${came === 'denied' ? deniedBy(request) : CAME[came]}${why}`;
}

function deniedBy({ approvals }: ServiceRequest): string {
  const denial = approvals.map(({ state }) => state).find((state) => state.kind === 'denied');
  return denial ? `was DENIED by ${denial.by.name}` : CAME.denied;
}

function nameOf(request: ServiceRequest): string {
  return `${request.ticket ? 'ticket' : 'request'} ${shortNameOf(request)}`;
}

function shortNameOf({ ticket, id }: ServiceRequest): string {
  return ticket ? ticketLabel(ticket) : shortId(id);
}
