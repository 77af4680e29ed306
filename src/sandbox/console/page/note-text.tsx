import type { ReactNode } from 'react';

/** A line by which Countersign finds its own notes again. */
const MARKER = /^\[countersign \S+\]$/;

/** A note's text, laid out for reading: its paragraphs' first lines are headings, its marker is small. */
export function NoteText({ text }: { text: string }): ReactNode {
  return (
    <div className="note-text">
      {text.split(/\n{2,}/).map((paragraph, index) => (
        // Notes never change their order.
        <Paragraph key={`${index}${paragraph.slice(0, 20)}`} lines={paragraph.split('\n')} />
      ))}
    </div>
  );
}

function Paragraph({ lines }: { lines: readonly string[] }): ReactNode {
  const [first = '', ...rest] = lines;
  if (rest.length === 0) return <p className={MARKER.test(first) ? 'note-marker' : ''}>{first}</p>;
  return (
    <p>
      <b>{first}</b>
      {`\n${rest.join('\n')}`}
    </p>
  );
}
