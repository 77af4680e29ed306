import { CountersignError, errorCode } from '../../errors.ts';
import type { AutotaskApi, HookedEntity, WebhookBody } from './api.ts';
import type { People } from './people.ts';
import type { Picklists } from './picklists.ts';
import type { PicklistValue, WebhookRecord } from './schema.ts';

export interface WebhookDependencies {
  api: AutotaskApi;
  people: People;
  picklists: Picklists;
}

const HOOKED = ['Ticket', 'TicketNote'] as const satisfies readonly HookedEntity[];

/** Which fields make Autotask call, and which it always shows. At least one has to be there, or it never calls. */
const FIELDS: Readonly<
  Record<HookedEntity, { subscribed: readonly string[]; alwaysShown: readonly string[] }>
> = {
  Ticket: {
    subscribed: ['status', 'queueID', 'assignedResourceID', 'contactID', 'title'],
    alwaysShown: [],
  },
  TicketNote: { subscribed: ['description', 'publish', 'ticketID'], alwaysShown: ['ticketID'] },
};

/**
 * Has Autotask call `address` on changes of tickets and of their notes by anybody but ourselves. What is there already
 * is completed: a webhook that Autotask switched off after failures, a missing field, another secret. Throws
 * `CountersignError`.
 */
export async function registerWebhooks(
  dependencies: WebhookDependencies,
  { address, secretKey }: { address: string; secretKey: string },
): Promise<void> {
  const ownId = await dependencies.people.ownId();
  // One after the other: Autotask refuses a fourth call at once, and nobody waits for this.
  for (const entity of HOOKED) {
    const id = await presentWebhook(dependencies.api, entity, { address, secretKey });
    await subscribeFields(dependencies, entity, id);
    const excluded = await dependencies.api.excludedResources(entity, id);
    if (!excluded.includes(ownId)) await dependencies.api.excludeResource(entity, id, ownId);
  }
}

/** Removes every webhook that calls `address`, and no other. Throws `CountersignError`. */
export async function removeWebhooks(api: AutotaskApi, address: string): Promise<void> {
  const removals = HOOKED.map(async (entity) => {
    const ours = await webhooksTo(api, entity, address);
    await Promise.all(ours.map(({ id }) => removeIfThere(api, entity, id)));
  });
  await Promise.all(removals);
}

async function removeIfThere(api: AutotaskApi, entity: HookedEntity, id: number): Promise<void> {
  try {
    await api.removeWebhook(entity, id);
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
  }
}

async function webhooksTo(api: AutotaskApi, entity: HookedEntity, address: string): Promise<WebhookRecord[]> {
  return (await api.webhooks(entity)).filter(({ webhookUrl }) => webhookUrl === address);
}

async function presentWebhook(
  api: AutotaskApi,
  entity: HookedEntity,
  { address, secretKey }: { address: string; secretKey: string },
): Promise<number> {
  const [ours, ...doubles] = await webhooksTo(api, entity, address);
  // Two instances that started at once may have made one each.
  await Promise.all(doubles.map((double) => api.removeWebhook(entity, double.id)));
  if (!ours) return api.createWebhook(entity, webhookBody(entity, address, secretKey));
  // The key cannot be read back, so that it is set again rather than trusted to be the present one.
  await api.changeWebhook(entity, ours.id, { secretKey, isActive: true });
  return ours.id;
}

function webhookBody(entity: HookedEntity, address: string, secretKey: string): WebhookBody {
  return {
    name: entity === 'Ticket' ? 'Countersign tickets' : 'Countersign ticket notes',
    webhookUrl: address,
    deactivationUrl: address,
    secretKey,
    isActive: true,
    isSubscribedToCreateEvents: true,
    isSubscribedToUpdateEvents: true,
    isSubscribedToDeleteEvents: false,
    sendThresholdExceededNotification: false,
  };
}

async function subscribeFields(
  { api, picklists }: WebhookDependencies,
  entity: HookedEntity,
  id: number,
): Promise<void> {
  const available = (await picklists(`${entity}WebhookFields`))('fieldID');
  const { subscribed, alwaysShown } = FIELDS[entity];
  const wanted = subscribed.flatMap((name) => {
    const field = available.find((value) => isField(value, name));
    return field ? [{ fieldID: Number(field.value), alwaysShown: alwaysShown.includes(name) }] : [];
  });
  if (wanted.length === 0) {
    throw new CountersignError('unsupported', `Autotask has no field of ${entity} that a webhook can watch`, {
      vendor: 'autotask',
    });
  }
  const present = new Set(
    (await api.webhookFields(entity, id)).filter((one) => one.isSubscribedField).map((one) => one.fieldID),
  );
  for (const field of wanted) if (!present.has(field.fieldID)) await api.addWebhookField(entity, id, field);
}

/** `AssignedResourceID`, `Assigned Resource ID`: labels follow the names of the REST fields, not their spelling. */
function isField({ label }: PicklistValue, name: string): boolean {
  return label.replaceAll(/[^a-z]/gi, '').toLowerCase() === name.toLowerCase();
}
