import type { Activity, InvokeAnswer } from '../activity.ts';
import { NOT_IMPLEMENTED } from '../answers.ts';
import { tapCard } from './card.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { openDialog } from './dialog.ts';
import { conversationChanged, installationChanged } from './installed.ts';
import { receiveMessage } from './message.ts';
import { submitForm } from './submit-form.ts';

/**
 * Has one authenticated delivery handled. Returns once it is safe to acknowledge, and throws when it is not. What people
 * change, take back or react to, and what Teams may send one day, is acknowledged and otherwise ignored.
 */
export async function handleActivity(
  dependencies: ListenerDependencies,
  activity: Activity,
): Promise<InvokeAnswer | undefined> {
  switch (activity.type) {
    case 'message':
      await receiveMessage(dependencies, activity);
      return undefined;
    case 'installationUpdate':
      await installationChanged(dependencies, activity);
      return undefined;
    case 'conversationUpdate':
      await conversationChanged(dependencies, activity);
      return undefined;
    case 'invoke':
      return answerInvoke(dependencies, activity);
    default:
      return undefined;
  }
}

async function answerInvoke(dependencies: ListenerDependencies, activity: Activity): Promise<InvokeAnswer> {
  switch (activity.name ?? '') {
    case 'adaptiveCard/action':
      return tapCard(dependencies, activity);
    case 'task/fetch':
      return openDialog(dependencies, activity);
    case 'task/submit':
      return submitForm(dependencies, activity);
    default:
      return NOT_IMPLEMENTED;
  }
}
