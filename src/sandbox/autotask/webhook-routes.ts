import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Authentication } from './authentication.ts';
import { invalid } from './refusal.ts';
import type { WebhookInput, Webhooks } from './webhooks.ts';

const WebhookBody = z.strictObject({
  name: z.string().max(50),
  webhookUrl: z.string(),
  deactivationUrl: z.string(),
  secretKey: z.string(),
  isActive: z.boolean(),
  isSubscribedToCreateEvents: z.boolean(),
  isSubscribedToUpdateEvents: z.boolean(),
  isSubscribedToDeleteEvents: z.boolean(),
  sendThresholdExceededNotification: z.boolean(),
  notificationEmailAddress: z.string().max(150).optional(),
});
const WebhookChange = WebhookBody.partial().extend({ id: z.int() });
const FieldBody = z.strictObject({
  webhookID: z.int(),
  fieldID: z.int(),
  isSubscribedField: z.boolean(),
  isDisplayAlwaysField: z.boolean(),
});
const ExcludedBody = z.strictObject({ webhookID: z.int(), resourceID: z.int() });

/** `{Entity}Webhooks` with their fields and the people left out. Queries are those of every entity. */
export function webhookRoutes(webhooks: Webhooks, authentication: Authentication): Router {
  const router = Router();
  const root = `/${webhooks.entity}Webhooks`;
  router.post(root, (request, response) => {
    const { user } = authentication.callerOf(request);
    response.json({ itemId: webhooks.create(read(WebhookBody, request), user.id).id });
  });
  router.patch(root, (request, response) => {
    const { id, ...changes } = read(WebhookChange, request);
    webhooks.change(id, changes as Partial<WebhookInput>);
    response.json({ itemId: id });
  });
  router.delete(`${root}/:id`, ({ params }, response) => {
    webhooks.remove(Number(params.id));
    response.json({ itemId: Number(params.id) });
  });
  router.get(`${root}/:id/Fields`, ({ params }, response) => {
    response.json(listed(webhooks.fieldsOf(Number(params.id))));
  });
  router.post(`${root}/:id/Fields`, (request, response) => {
    const { webhookID, ...field } = read(FieldBody, request);
    refuseOther(webhookID, request);
    response.json({ itemId: webhooks.addField(webhookID, field).id });
  });
  router.get(`${root}/:id/ExcludedResources`, ({ params }, response) => {
    response.json(listed(webhooks.excludedOf(Number(params.id))));
  });
  router.post(`${root}/:id/ExcludedResources`, (request, response) => {
    const { webhookID, resourceID } = read(ExcludedBody, request);
    refuseOther(webhookID, request);
    response.json({ itemId: webhooks.exclude(webhookID, resourceID).id });
  });
  return router;
}

function listed(items: readonly object[]): object {
  return {
    items,
    pageDetails: { count: items.length, requestCount: 500, prevPageUrl: null, nextPageUrl: null },
  };
}

function refuseOther(webhookID: number, request: Request): void {
  if (String(webhookID) !== request.params['id'])
    throw invalid('The webhookID is not the one of the address.');
}

function read<T>(schema: z.ZodType<T>, request: Request): T {
  const body = schema.safeParse(request.body);
  if (body.success) return body.data;
  throw invalid(`The value of the field ${body.error.issues[0]?.path.join('.') ?? ''} is not valid.`);
}
