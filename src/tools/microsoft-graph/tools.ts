import type { Tool } from '../tool.ts';
import { accountTools } from './account-changes.ts';
import { applicationTools } from './application-changes.ts';
import { catalogueTools } from './catalogue-tools.ts';
import type { ChangeDependencies } from './change.ts';
import { groupTools } from './group-changes.ts';
import { licenceTools } from './licence-changes.ts';
import { peopleTools } from './people-tools.ts';
import { signInTools } from './sign-in-changes.ts';
import { signInReadTools } from './sign-in-tools.ts';

/** Every tool of this vendor: read tools first, write tools after. */
export function createTools(dependencies: ChangeDependencies): readonly Tool[] {
  const { graph } = dependencies;
  return [
    ...peopleTools(graph),
    ...catalogueTools(graph),
    ...signInReadTools(graph),
    ...groupTools(dependencies),
    ...applicationTools(dependencies),
    ...licenceTools(dependencies),
    ...accountTools(dependencies),
    ...signInTools(dependencies),
  ];
}
