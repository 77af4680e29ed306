import type { GraphRoute } from './graph-route.ts';
import { collection } from './odata-query.ts';
import { SHAPES } from './resources.ts';

/** The tenant itself. */
export const organizationRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/organization',
    permissions: ['Organization.Read.All', 'Directory.Read.All'],
    handle: ({ tenant, query }) =>
      collection(
        [
          {
            id: tenant.id,
            displayName: tenant.name,
            verifiedDomains: [{ name: tenant.domain, isDefault: true, isInitial: false, type: 'Managed' }],
          },
        ],
        SHAPES.organization,
        query,
      ),
  },
];
