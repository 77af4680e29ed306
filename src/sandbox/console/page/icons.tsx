import type { ReactNode } from 'react';

const SHAPES = {
  lock: 'M7 10V7.5a5 5 0 0 1 10 0V10m-11 0h12v10H6z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zm9.5 2.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  check: 'm5 12.5 4.6 4.6L19.2 7',
  cross: 'm6.5 6.5 11 11m0-11-11 11',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5.2l3.4 2',
  pen: 'm4 20 1-4.4L16.2 4.4a1.7 1.7 0 0 1 2.4 0l1 1a1.7 1.7 0 0 1 0 2.4L8.4 19 4 20z',
  send: 'M4.5 12 3.5 4.5 21 12 3.5 19.5l1-7.5zm0 0H12',
  sliders: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5',
  reset: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v4.2h4.2',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm4.8-1.7 5.2 5.2',
  chat: 'M4 5h16v11H10l-4.5 3.6V16H4z',
  ticket: 'M4 7h16v3.4a1.8 1.8 0 0 0 0 3.4V17H4v-3.2a1.8 1.8 0 0 0 0-3.4z',
  people:
    'M9 11.5a3.2 3.2 0 1 0 0-6.5 3.2 3.2 0 0 0 0 6.5zm-6 8c.4-3.4 2.8-5.2 6-5.2s5.6 1.8 6 5.2M16 5.4a3 3 0 0 1 0 5.8m2.2 3.5c1.7.8 2.6 2.4 2.8 4.8',
  list: 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5m0 2.5v.01',
  reply: 'M9 6 4 11l5 5m-5-5h9a7 7 0 0 1 7 7v1',
  hand: 'M5 12h11m-4.5-5 5 5-5 5',
  minus: 'M6 12h12',
  channel: 'M9.5 4 7.5 20m9-16-2 16M4.5 9h16M3.5 15h16',
  hidden:
    'M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a15 15 0 0 1-3 3.7M6.2 7.6A15 15 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-.9M10.2 10.2a2.8 2.8 0 0 0 3.7 3.8',
  phone:
    'M6.5 3.5h2.8l1.6 4.2-2 1.6a11.5 11.5 0 0 0 5.8 5.8l1.6-2 4.2 1.6v2.8a2.2 2.2 0 0 1-2.4 2.2A16.6 16.6 0 0 1 4.3 5.9a2.2 2.2 0 0 1 2.2-2.4z',
  book: 'M5 5.5A2.5 2.5 0 0 1 7.5 3H19v15H7.5A2.5 2.5 0 0 0 5 20.5zm0 15A2.5 2.5 0 0 0 7.5 21H19v-3',
} as const;

export type IconName = keyof typeof SHAPES;

/** A line drawing in the colour of the text around it. It says nothing by itself: words stand beside it, or `label` does. */
export function Icon({ name, label }: { name: IconName; label?: string }): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** The countersignature mark: a seal left open, and the second stroke that closes it. */
export function Mark({ size = 28 }: { size?: number }): ReactNode {
  return <img src="/console/mark.svg" width={size} height={size} alt="" className="mark" />;
}
