import type { ReactNode } from 'react';

/**
 * Links in messages. Those of the sandbox lead to simulated vendors, which have no pages: a ticket's leads to its panel.
 * What leads elsewhere is shown with its address and goes nowhere, since the sandbox never leaves this machine.
 */
export function slackLink({ href, children }: { href: string; children: ReactNode }): ReactNode {
  if (isOnThisMachine(href)) return <a href="#ticket-heading">{children}</a>;
  return <span title={href}>{children}</span>;
}

function isOnThisMachine(href: string): boolean {
  return URL.canParse(href) && ['127.0.0.1', 'localhost'].includes(new URL(href).hostname);
}
