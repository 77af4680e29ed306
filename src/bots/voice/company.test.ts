import { expect, it } from 'vitest';
import { type Company, companyCalled } from './company.ts';

const company = (name: string): Company => ({ id: name, name, language: 'en' });
const COMPANIES = [
  company('Lakeside Dental'),
  company('Lakeside'),
  company('Brightfield Law'),
  company('Bright Minds'),
  company('Müller & Söhne GmbH'),
  company('Müller Transporte'),
];

it.each([
  ['Lakeside Dental', 'Lakeside Dental'],
  ['lakeside dental', 'Lakeside Dental'],
  ['Lakeside', 'Lakeside'],
  ['Brightfield', 'Brightfield Law'],
  ['Muller Sohne', 'Müller & Söhne GmbH'],
])('takes “%s” for %s', (said, found) => {
  expect(companyCalled(said, COMPANIES)?.name).toBe(found);
});

it.each([
  'Müller',
  'Bright',
  'Dental',
  'Lakesides',
  'Lake',
  'B',
  '',
  'Brightfield Law Offices',
  'the company',
])('does not guess whom “%s” means', (said) => {
  const found = companyCalled(said, COMPANIES);
  expect(found?.name).toBe(said === 'Bright' ? 'Bright Minds' : undefined);
});

it('gives away nothing for a few letters', () => {
  expect(companyCalled('ABC', [company('ABC Dental')])).toBeUndefined();
  expect(companyCalled('ABC Dental', [company('ABC Dental')])?.name).toBe('ABC Dental');
});
