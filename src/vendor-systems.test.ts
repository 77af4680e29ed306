import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { safeParse } from 'zod';
import { INTEGRATION_NAMES } from './models/integration.ts';
import { settingFields } from './tools/integration-room.ts';
import { VENDOR_SYSTEMS } from './vendor-systems.ts';

const rooms = VENDOR_SYSTEMS.map(({ room }) => ({ name: room.name, room }));

it('every system that can be stored can be connected', () => {
  expect(rooms.map(({ name }) => name)).toEqual([...INTEGRATION_NAMES]);
});

it('only secrets that no vendor is ever sent stay with another address', () => {
  const inbound = rooms.flatMap(({ name, room }) =>
    settingFields(room).flatMap((field) => (field.inbound ? [`${name} ${field.name}`] : [])),
  );

  // Autotask is told its webhook secret when we ask it for webhooks.
  expect(inbound).toEqual(['halopsa webhookPassword', 'halopsa webhookSecret', 'jira webhookSecret']);
});

describe.each(rooms)('$name', ({ room }) => {
  const fields = settingFields(room);

  it('asks for everything that its schema needs', () => {
    const needed = Object.entries(room.schema.shape)
      .filter(([, schema]) => !safeParse(schema, undefined).success)
      .map(([name]) => name);

    expect(
      fields
        .filter(({ optional }) => !optional)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(needed.toSorted());
  });

  it('marks as secrets all that sounds like one, but the key that is public', () => {
    const sounds = /secret|password|token|privatekey|apikey|certificate/i;

    expect(fields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(
      fields.map(({ name }) => name).filter((name) => sounds.test(name)),
    );
  });

  it('says so that a telephone has room for it, and where to read more', () => {
    for (const { name, label, hint } of fields) {
      expect(name).toMatch(/^[a-zA-Z0-9_]+$/);
      expect(label.length, label).toBeLessThanOrEqual(45);
      expect(hint.length, hint).toBeLessThanOrEqual(140);
    }
    expect(room.may.length).toBeGreaterThan(0);
    expect(existsSync(new URL(`../${room.guide}`, import.meta.url))).toBe(true);
  });
});
