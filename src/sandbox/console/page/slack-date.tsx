import type { ReactNode } from 'react';
import { clockTime, dayOf } from './words.ts';

/** A `<!date^…>` of Slack, in the reader's time zone: tokens that name a day, and those that name a time. */
export function slackDate({ timestamp, format }: { timestamp: string; format: string }): ReactNode {
  const at = new Date(Number(timestamp) * 1_000);
  const words = format
    .replace(/\{date\w*\}/g, dayOf(at))
    .replace(/\{time\w*\}/g, clockTime(at))
    .replace(/\{\w+\}/g, `${dayOf(at)} ${clockTime(at)}`);
  return <time dateTime={at.toISOString()}>{words}</time>;
}
