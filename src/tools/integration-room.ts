import { type output, safeParse, type ZodObject } from 'zod';
import type { IntegrationName } from '../models/integration.ts';
import type { SettingField, SettingWords } from './setting-field.ts';

/** What a vendor's room says of itself to admins who connect it by command. */
export interface IntegrationRoom<Schema extends ZodObject = ZodObject> {
  name: IntegrationName;
  schema: Schema;
  /** The settings that admins are asked for, in this order. Those that are not here are for the environment alone. */
  settings: Readonly<Partial<Record<keyof output<Schema> & string, SettingWords>>>;
  /** The page of the documentation that tells how it is connected. */
  guide: string;
  /** What the connection may do there, in plain words: the permissions that the room needs, each with what for. */
  may: readonly string[];
  /** What an admin does there with the address of our webhooks. Absent: we tell it ourselves, or there are none. */
  webhooks?: string;
  /** What an admin does there about webhooks that we have set up ourselves and cannot remove. Absent: there are none. */
  webhooksLeft?: string;
}

/** A room's word of itself, its settings held to its schema. */
export function integrationRoom<Schema extends ZodObject>(
  room: IntegrationRoom<Schema>,
): IntegrationRoom<Schema> {
  return room;
}

/** Every setting that admins are asked for. */
export function settingFields({
  schema,
  settings,
}: Pick<IntegrationRoom, 'schema' | 'settings'>): SettingField[] {
  return Object.entries<SettingWords | undefined>(settings).flatMap(([name, words]) => {
    const one = schema.shape[name];
    return words && one ? [{ name, optional: safeParse(one, undefined).success, ...words }] : [];
  });
}
