import { useState } from 'react';

const PREFIX = 'countersign-sandbox-';

/** One of a few choices, kept in this browser; the first where nothing was chosen. */
export function useRemembered<Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
): [Choice, (choice: Choice) => void] {
  const [chosen, setChosen] = useState(() => read(name));
  const remember = (choice: Choice) => {
    setChosen(choice);
    keep(name, choice);
  };
  return [choices.find((choice) => choice === chosen) ?? choices[0], remember];
}

/** A browser may have its storage switched off. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

function keep(name: string, choice: string): void {
  try {
    localStorage.setItem(PREFIX + name, choice);
  } catch {
    // It lasts until the page is closed.
  }
}
