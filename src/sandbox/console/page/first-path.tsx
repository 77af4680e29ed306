import type { ReactNode } from 'react';
import type { RequestView } from '../console-state.ts';
import { Icon } from './icons.tsx';
import { isOver } from './progress.ts';

const STEPS = [
  { title: 'Ask', words: 'As Dana, ask for access to Zendesk.' },
  { title: 'Read the note', words: 'The plan, on the ticket, for technicians only.' },
  { title: 'Approve', words: 'As Tess, sign the card. Or deny it.' },
  { title: 'See the change', words: 'Made once, in the directory; Dana is told.' },
] as const;

/** Which steps of the first path are up now. Reading and approving are both open while the card waits. */
export function guidedSteps(requests: readonly RequestView[]): number[] {
  const newest = requests[0];
  if (!newest) return [1];
  if (requests.length > 1) return [];
  if (newest.status === 'awaiting_approval') return [2, 3];
  return isOver(newest) && newest.steps.some(({ result }) => result === 'done') ? [4] : [];
}

/** What a first visitor is invited to do; stands where a request's progress will stand. */
export function FirstPath(): ReactNode {
  return (
    <section className="strip first-path" aria-labelledby="first-path-heading" data-panel="progress">
      <div className="first-path-words">
        <h2 id="first-path-heading">Nothing runs without a signature.</h2>
        <p>Four steps show how. Everything here is simulated, over real HTTP, on this machine.</p>
      </div>
      <ol>
        {STEPS.map(({ title, words }, index) => (
          <li key={title} className={index === 0 ? 'up-now' : ''}>
            <b aria-hidden="true">{index + 1}</b>
            <span>
              <strong>{title}</strong>
              <small>{words}</small>
            </span>
            {index < STEPS.length - 1 && <Icon name="hand" />}
          </li>
        ))}
      </ol>
    </section>
  );
}
