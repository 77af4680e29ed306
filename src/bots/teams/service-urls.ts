/**
 * Connectors of Microsoft's clouds that take the token of the public one. Whole names only where anybody can have a name beside it, as under trafficmanager.net.
 * Source: learn.microsoft.com/microsoftteams/platform, "Send proactive messages", the global service addresses.
 */
const HOSTS: ReadonlySet<string> = new Set(['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com']);
const DOMAIN = '.botframework.com';
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface ServiceUrlRules {
  /** Hosts that an admin has added. */
  hosts: readonly string[];
  /** The sandbox: connectors run on this machine. */
  allowLoopback: boolean;
  /** Deliveries prove nothing: nothing is sent to any other machine. */
  unauthenticated: boolean;
}

/** Whether our token may be sent there. An authenticated delivery names its connector; even then only Microsoft's are. */
export function isServiceUrl(
  address: string,
  { hosts, allowLoopback, unauthenticated }: ServiceUrlRules,
): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host, username } = new URL(address);
  if (username !== '') return false;
  if (LOOPBACK.has(hostname)) return allowLoopback;
  if (unauthenticated || protocol !== 'https:') return false;
  return HOSTS.has(host) || hosts.includes(host) || (host.endsWith(DOMAIN) && host.length > DOMAIN.length);
}
