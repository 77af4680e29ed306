import type { ReactNode } from 'react';
import { usePage } from './context.ts';

interface PanelProps {
  /** Also the id by which phone tabs and the guide know it. */
  id: string;
  className?: string;
  eyebrow: ReactNode;
  heading: ReactNode;
  /** Its place in the first path. */
  step?: { number: number; words: string };
  aside?: ReactNode;
  children: ReactNode;
}

/** The frame that every part of the page stands in. */
export function Panel({ id, className, eyebrow, heading, step, aside, children }: PanelProps): ReactNode {
  const { guided } = usePage();
  const upNow = step !== undefined && guided.includes(step.number);
  return (
    <section
      className={`panel ${className ?? ''} ${upNow ? 'panel-up-now' : ''}`}
      aria-labelledby={`${id}-heading`}
      data-panel={id}
    >
      <header className="panel-header">
        <div className="panel-title">
          <p className="eyebrow">{eyebrow}</p>
          <div className="panel-heading">
            <h2 id={`${id}-heading`}>{heading}</h2>
            {upNow && (
              <span className="step-pill">
                <b>{step.number}</b> <span>{step.words}</span>
              </span>
            )}
          </div>
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** What stands where there is nothing yet: says what will come. */
export function Empty({
  icon,
  title,
  children,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <span className="empty-icon">{icon}</span>
      <p className="empty-title">{title}</p>
      <p>{children}</p>
    </div>
  );
}
