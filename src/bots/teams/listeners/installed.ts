import type { Activity } from '../activity.ts';
import { conversationOf, kindOf, placeOf, senderOf } from '../envelope.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { showHome } from './home.ts';

const WELCOME =
  'I am Countersign, your IT service desk. Write me what you need in a sentence or two, and I will see to it. Nothing is changed without the approvals that your company asks for. Your requests are listed here; write “requests” to see them again.';
const STAFF_WELCOME =
  'I am Countersign, the IT service desk of your clients. What waits for your signature is listed here. Write “help” to see what you can ask me for.';

/** The app was added to a conversation, or removed from it. Whoever got it in their own chat is welcomed, once. */
export async function installationChanged(
  dependencies: ListenerDependencies,
  activity: Activity,
): Promise<void> {
  if (activity.action?.startsWith('remove')) return forget(dependencies, activity);
  await remember(dependencies, activity);
  const to = senderOf(activity);
  if (kindOf(activity) !== 'personal' || !to || activity.action !== 'add') return;
  dependencies.background.run('an address', () => dependencies.places.learnAddress(to));
  await showHome(dependencies, {
    to,
    key: `welcome:${to.tenant}:${to.user}:${activity.id ?? activity.conversation.id}`,
    notice: ({ isStaff }) => (isStaff ? STAFF_WELCOME : WELCOME),
  });
}

/** The bot came into a conversation, or left it; what other members do is not our business. */
export async function conversationChanged(
  dependencies: ListenerDependencies,
  activity: Activity,
): Promise<void> {
  const isBot = ({ id }: { id: string }) => id === activity.recipient.id;
  if (activity.membersRemoved?.some(isBot)) return forget(dependencies, activity);
  if (activity.membersAdded?.some(isBot)) await remember(dependencies, activity);
}

async function remember({ places, clock }: ListenerDependencies, activity: Activity): Promise<void> {
  const conversation = conversationOf(activity, clock.now());
  if (conversation) await places.added(conversation);
}

async function forget({ places }: ListenerDependencies, activity: Activity): Promise<void> {
  const place = placeOf(activity);
  if (place) await places.forget({ tenant: place.tenant, conversation: place.conversation });
}
