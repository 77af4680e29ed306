import type { PsaName } from '../../models/ticket.ts';
import type { SandboxWorld } from '../world.ts';
import { autotaskWindow } from './autotask-window.ts';
import { connectWiseWindow } from './connectwise-window.ts';
import { haloPsaWindow } from './halopsa-window.ts';
import { jiraWindow } from './jira-window.ts';
import type { PsaWindow } from './psa-window.ts';

/** Every PSA of the sandbox as the demo people use it. */
export function psaWindows(world: Pick<SandboxWorld, PsaName>): Readonly<Record<PsaName, PsaWindow>> {
  return {
    connectwise: connectWiseWindow(world.connectwise),
    halopsa: haloPsaWindow(world.halopsa),
    autotask: autotaskWindow(world.autotask),
    jira: jiraWindow(world.jira),
  };
}
