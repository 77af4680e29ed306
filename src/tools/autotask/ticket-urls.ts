import type { AutotaskSettings } from './settings.ts';
import type { ZoneFinder } from './zone.ts';

/** Gives the address of a ticket in the browser: a documented link of Autotask's that opens it from anywhere. */
export function createTicketUrls({
  settings,
  zones,
}: {
  settings: AutotaskSettings;
  zones: ZoneFinder;
}): (ticketId: number) => Promise<string | undefined> {
  return async (ticketId) => {
    const site = settings.siteUrl ?? (await zones.current()).webUrl;
    if (site === undefined) return undefined;
    const query = new URLSearchParams({ Code: 'OpenTicketDetail', TicketID: String(ticketId) });
    return `${site.replace(/\/*$/, '')}/Autotask/AutotaskExtend/ExecuteCommand.aspx?${query.toString()}`;
  };
}
