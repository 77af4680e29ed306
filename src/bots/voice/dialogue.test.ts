import { describe, expect, it } from 'vitest';
import type { Language } from '../../models/client.ts';
import type { Dialogue } from '../../models/voice-call.ts';
import type { Company } from './company.ts';
import { endingOf, isRequest, openDialogue, takeAnswer } from './dialogue.ts';
import { promptsIn } from './prompts/languages.ts';
import type { Heard } from './understanding.ts';

const COMPANIES: readonly Company[] = [
  { id: 'lakeside', name: 'Lakeside Dental', language: 'en' },
  { id: 'brightfield', name: 'Brightfield Law', language: 'de' },
];

const speech = (text: string, confidence = 0.93): Heard => ({ speech: text, confidence, digits: '' });
const keys = (digits: string): Heard => ({ speech: '', digits });
const SILENCE: Heard = { speech: '', digits: '' };

const onFile = () => openDialogue({ company: true, name: true });
const stranger = () => openDialogue({ company: true, name: false });
const onMspLine = () => openDialogue({ company: false, name: false });

/** Where a conversation gets to by these answers, in the words of one language. */
function after(dialogue: Dialogue, answers: readonly Heard[], language: Language = 'en'): Dialogue {
  const { understood } = promptsIn(language);
  return answers.reduce(
    (now, heard) => takeAnswer(now, heard, { understood, companies: COMPANIES }).dialogue,
    dialogue,
  );
}

const NEED = speech('I need access to the finance share.');

/** An empty object would match any. */
const NOTHING = expect.toSatisfy((said: object) => Object.keys(said).length === 0);

describe('a conversation', () => {
  it('asks somebody whose number is on file for their request alone, and reads it back', () => {
    const asked = after(onFile(), [NEED]);

    expect(asked).toMatchObject({ at: 'check', said: { request: 'I need access to the finance share' } });
    expect(after(asked, [speech('Yes.')])).toMatchObject({ at: 'taken' });
  });

  it('asks everybody else for their name, and on the MSP’s own line for their company', () => {
    expect(after(stranger(), [NEED]).at).toBe('name');
    expect(after(onMspLine(), [NEED]).at).toBe('company');
    const checked = after(onMspLine(), [NEED, speech('Lakeside Dental.'), speech('This is Dana Diaz.')]);
    expect(checked).toMatchObject({
      at: 'check',
      said: { request: 'I need access to the finance share', company: 'Lakeside Dental', name: 'Dana Diaz' },
    });
  });

  it('is a request only after the read-back was confirmed', () => {
    for (const answers of [[], [NEED], [NEED, SILENCE], [NEED, speech('Well, maybe')], [NEED, speech('no')]])
      expect(isRequest(after(onFile(), answers)), JSON.stringify(answers)).toBe(false);
    expect(isRequest(after(onFile(), [NEED, keys('1')]))).toBe(true);
  });

  it('stays as it ended, whatever is said then', () => {
    const taken = after(onFile(), [NEED, keys('1')]);
    expect(after(taken, [speech('and delete everything'), keys('0'), SILENCE])).toEqual(taken);
  });

  it('begins again when the read-back was wrong, and goes to a human when it is wrong again', () => {
    const again = after(stranger(), [NEED, speech('Dana Diaz'), speech('No, that is wrong.')]);
    expect(again).toMatchObject({ at: 'request', again: 'rejected', said: NOTHING });

    const other = after(again, [speech('A new mouse'), speech('Dana Diaz')]);
    expect(other.said).toEqual({ request: 'A new mouse', name: 'Dana Diaz' });
    expect(after(other, [keys('2')])).toMatchObject({ at: 'human', wantsHuman: true });
  });

  it('asks once more after silence, and ends without a request after more of it, at every question', () => {
    const questions: readonly (readonly [Dialogue, readonly Heard[]])[] = [
      [onFile(), []],
      [onFile(), [NEED]],
      [stranger(), [NEED]],
      [onMspLine(), [NEED]],
    ];
    for (const [dialogue, answers] of questions) {
      const once = after(dialogue, [...answers, SILENCE]);
      expect(once).toMatchObject({ again: 'silence', misses: 1 });
      expect(endingOf(after(once, [SILENCE]))).toBe('silence');
    }
  });

  it('forgets earlier silence once something was understood', () => {
    const asked = after(stranger(), [SILENCE, NEED]);
    expect(asked).toMatchObject({ at: 'name', misses: 0 });
    expect(asked).not.toHaveProperty('again');
    expect(endingOf(after(asked, [SILENCE]))).toBeUndefined();
  });

  it('asks once more for what was recognised badly, and then takes it, since it is read back', () => {
    const mumbled = speech('I kneed axes', 0.2);
    expect(after(onFile(), [mumbled])).toMatchObject({ at: 'request', again: 'unclear', said: NOTHING });
    expect(after(onFile(), [mumbled, mumbled])).toMatchObject({
      at: 'check',
      said: { request: 'I kneed axes' },
    });
    expect(after(stranger(), [NEED, speech('Dan Adias', 0.1)])).toMatchObject({
      at: 'name',
      again: 'unclear',
    });
  });

  it('asks once more for a yes or a no that was neither, and then lets a human look', () => {
    const unsure = after(onFile(), [NEED, speech('hm')]);
    expect(unsure).toMatchObject({ at: 'check', again: 'unclear' });
    expect(after(unsure, [speech('hm')])).toMatchObject({
      at: 'human',
      said: { request: 'I need access to the finance share' },
    });
  });

  it('takes a key that is said for one that is pressed, alone', () => {
    expect(after(onFile(), [NEED, speech('1')]).at).toBe('taken');
    expect(after(onFile(), [NEED, speech('2.')])).toMatchObject({ again: 'rejected' });
    expect(after(onFile(), [NEED, speech('1 moment')])).toMatchObject({ again: 'unclear' });
  });

  it('takes keys that mean nothing for no answer', () => {
    expect(after(onFile(), [keys('7')])).toMatchObject({ at: 'request', again: 'unclear' });
    expect(after(onFile(), [NEED, keys('7')])).toMatchObject({ at: 'check', again: 'unclear' });
  });
});

describe('somebody who wants a human', () => {
  const HUMAN = speech('A human, please.');

  it('gets one at once when it is known who they are', () => {
    expect(after(onFile(), [HUMAN])).toMatchObject({ at: 'human', wantsHuman: true, said: NOTHING });
    expect(after(onFile(), [keys('0')])).toMatchObject({ at: 'human' });
  });

  it('keeps what they have said so far', () => {
    expect(after(onFile(), [NEED, HUMAN])).toMatchObject({
      at: 'human',
      said: { request: 'I need access to the finance share' },
    });
  });

  it('is asked who they are, and nothing else', () => {
    expect(after(stranger(), [HUMAN]).at).toBe('name');
    expect(after(stranger(), [HUMAN, speech('Dana Diaz')])).toMatchObject({
      at: 'human',
      said: { name: 'Dana Diaz' },
    });
    expect(after(onMspLine(), [HUMAN, speech('Lakeside'), speech('Dana Diaz')])).toMatchObject({
      at: 'human',
      said: { company: 'Lakeside Dental', name: 'Dana Diaz' },
    });
  });

  it('is not kept from one by saying so twice, nor by saying nothing', () => {
    expect(after(stranger(), [HUMAN, HUMAN])).toMatchObject({ at: 'human', said: NOTHING });
    expect(after(stranger(), [HUMAN, SILENCE, SILENCE])).toMatchObject({ at: 'human' });
  });

  it('cannot be passed on without a company', () => {
    const once = after(onMspLine(), [HUMAN, HUMAN]);
    expect(once).toMatchObject({ at: 'company', wantsHuman: true });
    expect(endingOf(after(once, [HUMAN]))).toBe('no_company');
  });
});

describe('a company', () => {
  it('that is no client’s is asked for once more, and then ends the call', () => {
    const unknown = after(onMspLine(), [NEED, speech('Umbrella Corporation')]);
    expect(unknown).toMatchObject({ at: 'company', again: 'no_match' });
    expect(endingOf(after(unknown, [speech('Umbrella')]))).toBe('no_company');
  });

  it('brings its own language with it', () => {
    const { understood } = promptsIn('en');
    const turn = takeAnswer(after(onMspLine(), [NEED]), speech('I work for Brightfield Law'), {
      understood,
      companies: COMPANIES,
    });
    expect(turn).toMatchObject({ company: { id: 'brightfield', language: 'de' }, dialogue: { at: 'name' } });
  });
});

const SPOKEN: Readonly<
  Record<
    Language,
    { need: string; yes: string[]; no: string[]; human: string[]; names: string[]; company: string }
  >
> = {
  en: {
    need: 'I need a human resources folder',
    yes: ['Yes.', 'Yeah, that’s right', 'Correct', 'Okay', 'Yes please'],
    no: ['No.', 'No, that is wrong', 'That’s not right', 'Incorrect', 'Nope'],
    human: ['A human please', 'Can I talk to a real person?', 'Agent!', 'I want to speak to somebody'],
    names: ['Dana Diaz', 'My name is Dana Diaz.', 'Hello, this is Dana Diaz', 'It’s Dana Diaz'],
    company: 'I work at Lakeside Dental',
  },
  de: {
    need: 'Ich brauche Zugriff auf das Laufwerk für Menschen mit Technik',
    yes: ['Ja.', 'Ja, genau', 'Das stimmt', 'Richtig'],
    no: ['Nein.', 'Nein, das ist falsch', 'Das stimmt nicht', 'Nee'],
    human: ['Einen Menschen bitte', 'Ich möchte mit einem Techniker sprechen', 'Kann ich jemanden sprechen?'],
    names: ['Dana Diaz', 'Mein Name ist Dana Diaz.', 'Guten Tag, hier ist Dana Diaz', 'Ich heiße Dana Diaz'],
    company: 'Ich arbeite für die Lakeside Dental',
  },
  es: {
    need: 'Necesito acceso a la carpeta de una persona',
    yes: ['Sí.', 'Sí, es correcto', 'Claro', 'De acuerdo'],
    no: ['No.', 'No es correcto', 'Está mal', 'No, eso es falso'],
    human: ['Una persona por favor', 'Quiero hablar con alguien', 'Un agente'],
    names: ['Dana Diaz', 'Me llamo Dana Diaz.', 'Hola, soy Dana Diaz', 'Mi nombre es Dana Diaz'],
    company: 'Trabajo para Lakeside Dental',
  },
};

describe.each(Object.entries(SPOKEN) as [Language, (typeof SPOKEN)[Language]][])(
  'in %s',
  (language, said) => {
    const checked = after(onFile(), [speech(said.need)], language);

    it('a request that has a human in it is a request', () => {
      expect(checked).toMatchObject({ at: 'check', said: { request: said.need } });
    });

    it.each(said.yes)('“%s” is a yes', (text) => {
      expect(after(checked, [speech(text)], language).at).toBe('taken');
    });

    it.each(said.no)('“%s” is a no', (text) => {
      expect(after(checked, [speech(text)], language)).toMatchObject({ at: 'request', again: 'rejected' });
    });

    it.each(said.human)('“%s” wants a human', (text) => {
      expect(after(onFile(), [speech(text)], language).at).toBe('human');
    });

    it.each(said.names)('“%s” is Dana Diaz', (text) => {
      expect(after(stranger(), [speech(said.need), speech(text)], language).said.name).toBe('Dana Diaz');
    });

    it('the company is found in what people say about it', () => {
      const asked = after(onMspLine(), [speech(said.need), speech(said.company)], language);
      expect(asked).toMatchObject({ at: 'name', said: { company: 'Lakeside Dental' } });
    });
  },
);
