import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

/** What the reader's system is set to. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => (matchMedia(DARK).matches ? 'dark' : 'light'));
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
