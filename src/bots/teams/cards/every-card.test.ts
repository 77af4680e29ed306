import { describe, expect, it } from 'vitest';
import { NASTY } from '../../../../test/contracts/surface-samples.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { approvalCardOf } from './approval-card.ts';
import { readDeed } from './card-actions.ts';
import { bytesOf } from './elements.ts';
import { inert } from './escape.ts';
import { LIMITS } from './limits.ts';
import { hasSchema, problemsOf } from './microsoft.fixture.ts';
import { everyObject, HUGE, ofType, type Plain, textOf } from './read-card.fixture.ts';
import { CARD, everyCardWith } from './samples.fixture.ts';

if (!hasSchema)
  process.stderr.write('Cards are not held against Microsoft’s schema: it does not lie beside.\n');

describe('every card', () => {
  it.each(['Dana Diaz', '', ...NASTY])('is valid and small enough, saying %j', (text) => {
    for (const [name, card] of everyCardWith(text)) {
      expect(problemsOf(card), name).toEqual([]);
      expect(bytesOf(card), name).toBeLessThanOrEqual(LIMITS.cardBytes);
    }
  });

  it('notices what is not valid', () => {
    const { card } = approvalCardOf(CARD, { refreshUserIds: [] });
    const wrong = { ...card, body: [{ type: 'Marquee', text: 'x' }] } as unknown as AdaptiveCard;
    expect(problemsOf(wrong)).not.toEqual([]);
  });

  it.each(HUGE)('is valid and small enough, however much there is to say', (text) => {
    for (const size of [{ steps: 10, facts: 5 }, { steps: 60 }])
      for (const [name, card] of everyCardWith(text, size)) {
        expect(problemsOf(card), name).toEqual([]);
        expect(bytesOf(card), name).toBeLessThanOrEqual(LIMITS.cardBytes);
      }
  });

  it.each(NASTY)('lets nothing do anything that others wrote: %j', (text) => {
    for (const [name, card] of everyCardWith(text)) {
      const shown = everyObject(card)
        .filter((one) => one['id'] !== 'copy')
        .flatMap((one) => ['text', 'title', 'label', 'fallbackText'].map((field) => one[field]))
        .filter((said) => typeof said === 'string')
        .map(withoutOurOwn);
      expect(
        shown.filter((said) => inert(said) !== said),
        name,
      ).toEqual([]);
    }
  });

  it.each(NASTY)('carries ids only, and words of others where they are shown: %j', (text) => {
    for (const [, card] of everyCardWith(text))
      for (const one of everyObject(card).filter(({ data }) => data !== undefined))
        expect(JSON.stringify([one['data'], one['verb'], one['id']])).not.toContain(
          JSON.stringify(text).slice(1, -1),
        );
  });

  it('has short buttons, at most six in a row, and colours of the theme', () => {
    for (const [name, card] of everyCardWith('Dana Diaz')) {
      const buttons = everyObject(card).filter(({ type }) => String(type).startsWith('Action.'));
      for (const { title } of buttons)
        expect(String(title).length, name).toBeLessThanOrEqual(LIMITS.buttonTitle);
      for (const { actions } of everyObject(card))
        expect((actions as unknown[] | undefined)?.length ?? 0, name).toBeLessThanOrEqual(
          LIMITS.actionsPerCard,
        );
      expect(JSON.stringify(card), name).not.toMatch(/"#[0-9a-f]{3,8}"|ColumnSet|"Table"|FactSet/i);
    }
  });

  it('has no line breaks, which clients treat differently, and wraps what is long', () => {
    for (const [name, card] of everyCardWith('one\ntwo\r\nthree')) {
      expect(textOf(card).includes('\r'), name).toBe(false);
      for (const one of everyObject(card.body)) {
        expect(String(one['text']), name).not.toContain('\n');
        if (one['type'] === 'TextBlock') expect(one['wrap']).toBe(true);
      }
    }
  });

  it('can be read by clients that know no 1.5', () => {
    for (const [name, card] of everyCardWith('Dana Diaz')) {
      expect(card.fallbackText, name).not.toBe('');
      for (const execute of ofType([card.body, card.actions], 'Action.Execute')) {
        const fallback = execute['fallback'] as Plain;
        expect(fallback['type'], name).toBe('Action.Submit');
        expect(readDeed(fallback['data']), name).toEqual(
          readDeed({ verb: execute['verb'], data: execute['data'] }),
        );
        expect(readDeed(fallback['data']), name).toBeDefined();
      }
    }
  });
});

/** Dates, the ticket's link and emphasis of our own, as they stand in text blocks. */
function withoutOurOwn(text: string): string {
  return text
    .replace(
      /\{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, SHORT\)\}\} at \{\{TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\}\}/g,
      '',
    )
    .replace(/^Ticket \[[^[\]]*\]\(https:\/\/psa\.example\/[\w\-./:?=&%#~+,;@]*\)$/, '')
    .replace('**high risk**', '');
}
