import { MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { HaloPsaApi } from './api.ts';
import type { NamedRecord, TicketRecord } from './schema.ts';
import type { HaloPsaSettings } from './settings.ts';

const REMEMBERED_MS = 10 * MINUTE_MS;

/** The ticket types that settings name. Every method throws `CountersignError`. */
export interface TicketTypes {
  /** Of the tickets that we open; `bad_configuration` when there is none by that name. */
  forNewTickets(): Promise<number>;
  /** Whether new tickets like this one become requests. */
  isIntake(ticket: TicketRecord): Promise<boolean>;
}

/** Looks names of ticket types up and keeps them for a while; ids need no look. */
export function createTicketTypes(api: HaloPsaApi, settings: HaloPsaSettings): TicketTypes {
  const types = remember(() => api.ticketTypes(), { ttlMs: REMEMBERED_MS });
  const idOf = async (named: string) => idIn(named) ?? findNamed(await types('all'), named)?.id;

  return {
    async forNewTickets() {
      const id = await idOf(settings.ticketType);
      if (id !== undefined) return id;
      throw new CountersignError('bad_configuration', 'Halo has no ticket type of the configured name', {
        vendor: 'halopsa',
      });
    },
    async isIntake({ typeId, team }) {
      const { intakeTicketTypes, intakeTeams } = settings;
      if (intakeTicketTypes.length === 0 && intakeTeams.length === 0) return false;
      if (intakeTeams.length > 0 && !intakeTeams.some((one) => sameName(one, team))) return false;
      if (intakeTicketTypes.length === 0) return true;
      return (await Promise.all(intakeTicketTypes.map(idOf))).includes(typeId);
    },
  };
}

/** The id, where a setting gives one instead of a name. */
export function idIn(named: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(named) ? Number(named) : undefined;
}

/** The record of this name, written in whatever case. */
export function findNamed(records: readonly NamedRecord[], name: string): NamedRecord | undefined {
  return records.find((record) => sameName(record.name, name));
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
