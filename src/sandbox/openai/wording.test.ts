import { expect, it } from 'vitest';
import { personIn, thingsIn } from './wording.ts';

it.each([
  ['I need access to Zendesk', ['Zendesk']],
  ['Hi! Can I get access to Zendesk and Power BI please?', ['Zendesk', 'Power BI']],
  ['can I have Zendesk access?', ['Zendesk']],
  ['I need a Visio licence', ['Visio']],
  ['I need a license for Power BI', ['Power BI']],
  ['I need the Power BI Pro and Visio licences', ['Power BI Pro', 'Visio']],
  ['Please add me to the "Finance-RW" group', ['Finance-RW']],
  ['I need access to Salesforce because I changed teams.', ['Salesforce']],
  ['Revoke Zendesk access for Noor Nasser', ['Zendesk']],
  ['Take Noor Nasser out of Zendesk Users', ['Zendesk Users']],
  ['Dana Diaz needs a Power BI licence', ['Power BI']],
  ["I can't log in to Zendesk", ['Zendesk']],
  ['I forgot my password', []],
])('finds in "%s" what is wanted: %j', (text, things) => {
  expect(thingsIn(text)).toEqual(things);
});

it.each([
  ["Remove Noor Nasser's access to Zendesk", 'Noor Nasser'],
  ['Noor Nasser has left, please disable her account', 'Noor Nasser'],
  ['please give Sam Silva access to Zendesk', 'Sam Silva'],
  ['access to Salesforce for Lee Larsen', 'Lee Larsen'],
  ['please remove Noor from Zendesk', 'Noor'],
  ['Irene Ivers needs a Visio licence', 'Irene Ivers'],
  ['Can Dana get access to Zendesk?', 'Dana'],
  ['Can I get access to Zendesk?', undefined],
  ['I need a license for Power BI', undefined],
  ["What's the matter with my account", undefined],
  ['I need access to Zendesk', undefined],
])('finds in "%s" whom it is about: %s', (text, person) => {
  expect(personIn(text)).toBe(person);
});
