import { expect, it } from 'vitest';
import { isSameName } from './person-name.ts';

it.each([
  ['Dana Diaz', 'dana diaz'],
  ['Dana Díaz', 'Dana Diaz'],
  ['Diaz, Dana', 'Dana Diaz'],
  ['Dana M. Diaz', 'Dana Diaz'],
  ['Sinéad O’Connor-Smith', 'sinead oconnor smith'],
  ['Jürgen Groß', 'Jurgen Groß'],
])('takes %s and %s for one name', (one, other) => {
  expect(isSameName(one, other)).toBe(true);
});

it.each([
  ['Dana Diaz', 'Dana'],
  ['Dana', 'Dana'],
  ['Dana Diaz', 'Dana Dias'],
  ['Dana Diaz', 'Daniel Diaz'],
  ['Dana Diaz', 'Max Moreno'],
  ['', ''],
])('does not take %s and %s for one', (one, other) => {
  expect(isSameName(one, other)).toBe(false);
});
