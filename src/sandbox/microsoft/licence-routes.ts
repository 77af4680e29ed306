import { type Answer, badRequest, ok } from './answers.ts';
import type { GraphCall, GraphRoute } from './graph-route.ts';
import { collection } from './odata-query.ts';
import { SHAPES, skuResource, userResource } from './resources.ts';
import type { SimulatedUser } from './tenant-state.ts';
import { withUser } from './user-routes.ts';

const READ_LICENCES = ['LicenseAssignment.Read.All', 'LicenseAssignment.ReadWrite.All', 'Directory.Read.All'];

/** What the tenant has bought, and who has been given it. */
export const licenceRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/subscribedSkus',
    permissions: READ_LICENCES,
    handle: ({ state, query }) => collection(state.skus.map(skuResource), SHAPES.subscribedSku, query),
  },
  {
    method: 'GET',
    path: '/users/:id/licenseDetails',
    permissions: READ_LICENCES,
    handle: withUser((user, { state, query }) => {
      const own = state.skus.filter(({ skuId }) => user.licences.some((licence) => licence.skuId === skuId));
      return collection(
        own.map(({ skuId, skuPartNumber }) => ({ id: skuId, skuId, skuPartNumber, servicePlans: [] })),
        SHAPES.licenseDetails,
        query,
      );
    }),
  },
  {
    method: 'POST',
    path: '/users/:id/assignLicense',
    permissions: ['LicenseAssignment.ReadWrite.All'],
    handle: withUser(changeLicences),
  },
];

function changeLicences(user: SimulatedUser, call: GraphCall): Answer {
  const { addLicenses, removeLicenses } = call.body;
  if (!Array.isArray(addLicenses) || !Array.isArray(removeLicenses)) {
    return badRequest(
      'One or more parameters of the operation assignLicense are missing from the request payload.',
    );
  }
  const added = addLicenses.map((one: { skuId?: unknown }) => String(one.skuId));
  const removed = removeLicenses.map(String);
  const refused =
    added.map((skuId) => refuseAdding(user, call, skuId)).find(Boolean) ??
    removed.map((skuId) => refuseRemoving(user, skuId)).find(Boolean);
  if (refused) return refused;
  for (const skuId of removed) removeLicence(user, call, skuId);
  for (const skuId of added) addLicence(user, call, skuId);
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    ...userResource(user),
  });
}

function refuseAdding(user: SimulatedUser, { state }: GraphCall, skuId: string): Answer | undefined {
  const sku = state.skus.find((one) => one.skuId === skuId);
  if (!sku) return badRequest(`License ${skuId} does not correspond to a valid company License.`);
  if (!user.usageLocation) {
    return badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  const has = user.licences.some((licence) => licence.skuId === skuId);
  return has || sku.consumed < sku.enabled
    ? undefined
    : badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`);
}

function refuseRemoving(user: SimulatedUser, skuId: string): Answer | undefined {
  const licence = user.licences.find((one) => one.skuId === skuId);
  if (!licence) return badRequest('User does not have a corresponding license.');
  return licence.fromGroupId
    ? badRequest(
        'User license is inherited from a group membership and it cannot be removed directly from the user.',
      )
    : undefined;
}

/** Giving what the user has already succeeds and takes no second seat. */
function addLicence(user: SimulatedUser, { state }: GraphCall, skuId: string): void {
  const sku = state.skus.find((one) => one.skuId === skuId);
  if (!sku || user.licences.some((licence) => licence.skuId === skuId)) return;
  user.licences.push({ skuId });
  sku.consumed += 1;
}

function removeLicence(user: SimulatedUser, { state }: GraphCall, skuId: string): void {
  const sku = state.skus.find((one) => one.skuId === skuId);
  user.licences = user.licences.filter((licence) => licence.skuId !== skuId);
  if (sku) sku.consumed -= 1;
}
