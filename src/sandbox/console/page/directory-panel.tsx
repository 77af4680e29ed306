import type { ReactNode } from 'react';
import type { PersonView } from '../console-state.ts';
import { usePage } from './context.ts';
import { compareDirectory, type DirectoryLine } from './directory-changes.ts';
import { Icon } from './icons.tsx';
import { Panel } from './panel.tsx';

/** The person concerned as the directory has them, with what this request changed. */
export function DirectoryPanel({ employee }: { employee: PersonView }): ReactNode {
  const { client, request } = usePage();
  const concernsId = request?.concernsId ?? employee.directoryId;
  const after = client.directory.find(({ id }) => id === concernsId);
  const lines = after ? compareDirectory(request?.before, after) : [];
  const changed = lines.some((line) => line.changed);
  return (
    <Panel
      id="directory"
      eyebrow="Microsoft Entra ID"
      heading={after ? `Directory: ${after.name}` : 'Directory'}
      step={{ number: 4, words: 'See the change' }}
      aside={
        <span className={`badge ${changed ? 'badge-done' : 'badge-quiet'}`}>
          {changed ? 'Changed' : 'Unchanged'}
        </span>
      }
    >
      <div className="directory">
        <Proposals />
        <dl aria-live="polite">
          {lines.map((line) => (
            <Line key={line.label} line={line} />
          ))}
        </dl>
      </div>
    </Panel>
  );
}

function Line({ line }: { line: DirectoryLine }): ReactNode {
  return (
    <div className={line.changed ? 'directory-line changed' : 'directory-line'}>
      <dt>{line.label}</dt>
      <dd>
        {line.values.length === 0 && <span className="none">none</span>}
        {line.values.map(({ text, change }) => (
          <Value key={`${change}${text}`} text={text} change={change} />
        ))}
      </dd>
    </div>
  );
}

function Value({ text, change }: DirectoryLine['values'][number]): ReactNode {
  if (change === 'added')
    return (
      <ins className="value added">
        <Icon name="check" label="new" />
        {text}
      </ins>
    );
  if (change === 'removed') return <del className="value removed">{text}</del>;
  return <span className="value">{text}</span>;
}

/** What would change if the plan that waits were signed. */
function Proposals(): ReactNode {
  const { request } = usePage();
  if (request?.status !== 'awaiting_approval') return null;
  return (
    <ul className="proposals" aria-label="What would change">
      {request.steps.map((step) => (
        <li key={step.summary}>
          <Icon name="pen" />
          <span>
            <b>Waits for a signature</b> {step.summary}
          </span>
        </li>
      ))}
    </ul>
  );
}
