import { expect, it } from 'vitest';
import { selfSignedCertificate } from '../../test/support/self-signed-certificate.ts';
import { isSameSetting, readSetting, type SettingWords, writeSetting } from './setting-field.ts';

const words = (reads: NonNullable<SettingWords['reads']>): SettingWords => ({ label: '', hint: '', reads });

it('a line is taken without the space around it', () => {
  expect(readSetting({ label: '', hint: '' }, '  Help Desk ')).toBe('Help Desk');
});

it.each([
  ['one on each line', 'Incident\nService Request\n', ['Incident', 'Service Request']],
  ['between commas, as telephones write them', 'Incident, Service Request;', ['Incident', 'Service Request']],
  ['none', ' \n', []],
])('a list is %s', (_how, typed, list) => {
  expect(readSetting(words('list'), typed)).toEqual(list);
});

it('pairs are names with values, and what is no pair is not guessed', () => {
  const typed = 'waiting = Beim Kunden\ncompleted: Erledigt';
  expect(readSetting(words('pairs'), typed)).toEqual({ waiting: 'Beim Kunden', completed: 'Erledigt' });
  expect(readSetting(words('pairs'), 'completed Erledigt')).toBeUndefined();
});

it('what is shown in a form is read as the same again', () => {
  for (const [reads, value] of [
    ['list', ['A', 'B']],
    ['pairs', { waiting: 'Beim Kunden', completed: 'Erledigt' }],
    ['yes_or_no', true],
    ['yes_or_no', false],
    ['line', 'https://acme.huducloud.com'],
  ] as const)
    expect(readSetting(words(reads), writeSetting(words(reads), value))).toEqual(value);
});

it.each([
  ['as it is', (pem: string) => pem],
  ['on one line, as a field without lines makes it', (pem: string) => pem.replaceAll('\n', ' ')],
  ['with \\n written out', (pem: string) => pem.replaceAll('\n', String.raw`\n`)],
])('a certificate with its key is taken %s', (_how, pasted) => {
  const { certificate, privateKey } = selfSignedCertificate('countersign');
  const pem = `${certificate.trim()}\n${privateKey.trim()}\n`;

  expect(readSetting(words('pem'), pasted(pem))).toBe(pem);
});

it('what is no certificate stays as it was typed, for the schema to refuse', () => {
  expect(readSetting(words('pem'), ' nonsense ')).toBe('nonsense');
});

it.each([
  ['https://acme.example', 'https://acme.example/', true],
  ['https://acme.example', 'HTTPS://Acme.example:443//', true],
  ['https://acme.example', 'acme.example', true],
  ['https://acme.example/api', 'https://acme.example/api/', true],
  ['https://acme.example', 'http://acme.example', false],
  ['https://acme.example', 'https://acme.example:8443', false],
  ['https://acme.example', 'https://acme.example@evil.example', false],
  ['https://acme.example', 'https://acme.example.evil.example', false],
  ['https://acme.example/one', 'https://acme.example/two', false],
  ['https://acme.example', undefined, false],
])('%j and %j are the same address: %s', (one, other, same) => {
  expect(isSameSetting({ label: '', hint: '', address: true }, one, other)).toBe(same);
});

it('what is no address is the same only letter by letter', () => {
  expect(isSameSetting({ label: '', hint: '' }, 'harborit', 'harborit')).toBe(true);
  expect(isSameSetting({ label: '', hint: '' }, 'harborit', 'harborit/')).toBe(false);
});
