import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../src/models/client.ts';
import { codeIn, comesToRest, LAKESIDE_LINE, textsTo, withChats, withoutChats } from '../support/callers.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

/** The caller’s own words: the scripted model reads English, whatever is spoken around them. */
const ZENDESK = 'I need access to Zendesk';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => withoutChats(desk, 'dana'));
afterEach(async () => {
  expect(desk.twilio.alerts, 'what Twilio’s debugger shows').toEqual([]);
  await desk.reset();
  await withChats(desk, 'dana');
});
afterAll(() => desk.close());

async function speaks(language: Language): Promise<void> {
  const lakeside = await desk.app.stores.clients.find('lakeside');
  if (lakeside) await desk.app.stores.clients.save({ ...lakeside, language });
}

async function danaCalls(text: string, yes: string): Promise<void> {
  const call = await desk.twilio.dials('dana', LAKESIDE_LINE);
  await call.says(text);
  await call.says(yes);
  await comesToRest(desk);
}

const answers = async (text: string) => {
  await desk.twilio.texts('dana', LAKESIDE_LINE, text);
  await comesToRest(desk);
};
const texts = () => textsTo(desk, 'dana');
const lastText = () => texts().at(-1);
const code = () => codeIn(texts().map((text) => text.replace(/c[oó]d(?:e|igo):/i, 'code:'))) ?? 'none';

describe('a client whose people speak German', () => {
  beforeEach(() => speaks('de'));

  it('is asked, thanked and answered in German, by text and on the ticket; technicians read English', async () => {
    await danaCalls(ZENDESK, 'Ja, genau.');
    expect(lastText()).toMatch(/^Haben Sie Ihren IT-Service angerufen\?.*mit diesem Code: \d{6}\./);
    await answers('000000');
    expect(lastText()).toBe('Das ist nicht der Code. Sie haben noch 2 Versuche.');
    await answers(code());
    expect(lastText()).toBe('Vielen Dank. Ich bearbeite Ihr Anliegen weiter.');
    await desk.approve('tess');
    await comesToRest(desk);

    const answer = /^Erledigt\. Dana Diaz wurde in die Gruppe Zendesk Users aufgenommen\nTicket #\d+$/;
    expect(lastText()).toMatch(answer);
    const notes = desk.notes(await desk.newest());
    expect(notes.filter(({ internal }) => !internal).at(-1)?.text).toMatch(/Dana Diaz wurde in die Gruppe/);
    const internal = notes.filter((note) => note.internal).map(({ text }) => text);
    expect(internal.join('\n')).toContain('done: Dana Diaz was added to the group Zendesk Users');
    expect(internal.join('\n')).not.toMatch(/Erledigt|wurde/);
  });

  it('can say no in German', async () => {
    await danaCalls(ZENDESK, 'Ja.');
    await answers('Nein!');

    expect(texts()).toContain('Danke für den Hinweis. Es geschieht nichts, und Ihr IT-Team weiß Bescheid.');
    expect((await desk.newest()).status).toBe('handed_over');
    expect(desk.told('tess')).toEqual([expect.stringContaining('says that it was not they who called')]);
  });

  it('is called back in German where no text arrives', async () => {
    desk.twilio.setManners('dana', { kind: 'landline' });
    await danaCalls('Who is my manager?', 'Ja.');
    await comesToRest(desk);

    const [back] = desk.twilio.callsOf('dana').filter(({ direction }) => direction === 'outbound-api');
    expect(new Set(back?.heard.map(({ language }) => language))).toEqual(new Set(['de-DE']));
    expect(back?.heard.map(({ text }) => text).join(' ')).toMatch(/Max Moreno.*Es wurde nichts geändert/s);
  });
});

it('a client whose people speak Spanish is asked and told in Spanish, when it was not approved too', async () => {
  await speaks('es');
  await danaCalls(ZENDESK, 'Sí.');
  expect(lastText()).toMatch(/^¿Ha llamado usted.*con este código: \d{6}\./);
  await answers(code());
  expect(lastText()).toBe('Gracias. Sigo adelante con su petición.');
  await desk.deny('tess', 'Ask Max first');
  await comesToRest(desk);

  expect(lastText()).toMatch(/^Su petición no ha sido aprobada.*«Ask Max first»\nTique #\d+$/);
});
