import { convert } from 'html-to-text';
import { type DemoRunbook, demoRunbooks, tamperedRunbook } from '../demo-runbooks.ts';
import type { SandboxWorld } from '../world.ts';
import type { RunbookView } from './console-state.ts';

/** What a client's people and agents may read: its own runbooks, and those for all clients. Hudu and IT Glue have the same. */
export function readRunbooks(world: SandboxWorld, clientKey: string): RunbookView[] {
  const planted = isPlanted(world) ? [tamperedRunbook] : [];
  return [...planted, ...demoRunbooks]
    .filter((runbook) => audienceOf(runbook, clientKey) !== undefined)
    .map((runbook) => describeRunbook(runbook, clientKey));
}

/** Whether somebody has written the runbook that orders the agent about. */
export function isPlanted({ hudu }: SandboxWorld): boolean {
  return hudu.articles.some(({ name }) => name === tamperedRunbook.title);
}

function describeRunbook(runbook: DemoRunbook, clientKey: string): RunbookView {
  return {
    title: runbook.title,
    audience: audienceOf(runbook, clientKey) ?? 'client',
    text: textOf(runbook),
    tampered: runbook === tamperedRunbook,
  };
}

/** Undefined: not for this client. */
function audienceOf({ audience }: DemoRunbook, clientKey: string): RunbookView['audience'] | undefined {
  if (audience === 'msp_only') return undefined;
  if (audience === 'all_clients') return 'all_clients';
  return audience.client === clientKey ? 'client' : undefined;
}

function textOf(runbook: DemoRunbook): string {
  if (runbook.kind === 'article')
    return runbook.sections.map(({ heading, html }) => `${heading}\n${plain(html)}`).join('\n\n');
  const steps = runbook.steps.map(({ name, html }, index) =>
    [`${index + 1}. ${name}`, plain(html)].filter(Boolean).join('\n'),
  );
  return [runbook.purpose, ...steps].join('\n\n');
}

function plain(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'table', format: 'dataTable' },
    ],
  }).trim();
}
