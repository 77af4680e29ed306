import type { Finding } from '../../../finding.ts';
import type { IntegrationHealth } from '../../desk.ts';
import { problemText } from './health.ts';
import type { WebhookPlace } from './integration-admin.ts';

/** How a system is, in short. */
export const HEALTH: Readonly<Record<IntegrationHealth['state'], string>> = {
  well: 'works',
  trouble: 'to put right',
  not_looked_at: 'not looked at yet',
};

/** What was found, problems first with what to do; one line where all is well. */
export function findingLines(findings: readonly Finding[]): string[] {
  const problems = findings.flatMap(problemText);
  const fine = findings.flatMap((one) => (one.kind === 'fine' ? [one.subject] : []));
  return [
    ...problems.map((text) => `• To put right: ${text}`),
    ...(fine.length > 0 ? [`• Works: ${fine.join(', ')}`] : []),
  ];
}

/** Where the webhooks are set up by hand. */
export function webhookLines(place: WebhookPlace | undefined): string[] {
  if (!place) return [];
  const address =
    place.address === undefined
      ? 'Webhook address: not known, since `PUBLIC_URL` is not set; changes are polled.'
      : `Webhook address: ${place.address}`;
  return [address, place.how];
}
