import type { ReactNode } from 'react';
import type { PersonView } from '../console-state.ts';
import { usePage } from './context.ts';
import { firstName } from './progress.ts';

/** What each employee could ask, in the order in which it is interesting. The scripted model knows these. */
const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  dana: [
    'I need access to Zendesk',
    'I have a new phone and cannot approve sign-ins any more',
    'I need access to the finance share',
    'I forgot my password',
    'I need a Visio licence',
  ],
  max: ['Noor Nasser has left, please disable her account', 'Remove Noor Nasser’s access to Zendesk'],
  priya: ['I forgot my password', 'Which groups am I in?'],
  sam: ['I forgot my password', 'I need access to Zendesk'],
  lee: ['I need access to Zendesk', 'I lost my phone', 'Who is my manager?'],
  bea: ['I need access to Case Files', 'I clicked on a bad link'],
  carl: ['I need access to DocuSign', 'Sign me out everywhere'],
};

interface SuggestionsProps {
  employee: PersonView;
  onSay: (text: string) => Promise<boolean>;
}

/** Things to ask with one tap. */
export function Suggestions({ employee, onSay }: SuggestionsProps): ReactNode {
  const { busy } = usePage();
  return (
    <div className="suggestions" role="group" aria-label="Things to ask">
      {(SUGGESTIONS[employee.key] ?? []).map((text) => (
        <button key={text} type="button" disabled={busy} onClick={() => void onSay(text)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/** What stands in an empty conversation of an employee's. */
export function Welcome({
  employee,
  onSay,
  children,
}: SuggestionsProps & { children?: ReactNode }): ReactNode {
  const name = firstName(employee.name);
  return (
    <div className="welcome">
      <h3>What does {name} need?</h3>
      <p>
        {children ?? (
          <>
            {employee.jobTitle} at work, with a problem. Write to the service desk as {name} would, or take
            one of these.
          </>
        )}
      </p>
      <Suggestions employee={employee} onSay={onSay} />
    </div>
  );
}
