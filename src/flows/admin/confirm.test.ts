import { describe, expect, it } from 'vitest';
import { samplePerson } from '../../models/mongoose/samples.fixture.ts';
import { type ToConfirm, unconfirmed } from './confirm.ts';

const ada = samplePerson({ displayName: 'Ada', role: 'msp_admin' });
const asked: ToConfirm = {
  by: ada,
  line: { words: ['client', 'map', 'lakeside', '--name', 'Lakeside Labs'] },
  confirm: undefined,
  shown: { client: 'lakeside', version: 1, tenant: 'new' },
  text: 'The tenant will be moved.',
  label: 'Move it',
};

function tokenOf(question: ReturnType<typeof unconfirmed>): string {
  return question?.choices?.[0]?.command.split(' ').at(-1) ?? expect.fail('no choice');
}

describe('something that is asked to be confirmed', () => {
  it('is shown with a button that gives the same line again', () => {
    const question = unconfirmed(asked);

    expect(question).toMatchObject({ kind: 'answer', text: asked.text });
    expect(question?.choices).toEqual([
      {
        label: 'Move it',
        command: expect.stringMatching(/^client map lakeside --name "Lakeside Labs" --confirm [0-9a-f]{8}$/u),
        style: 'danger',
      },
    ]);
  });

  it('is done once the button was tapped', () => {
    expect(unconfirmed({ ...asked, confirm: tokenOf(unconfirmed(asked)) })).toBeUndefined();
  });

  it.each<[string, Partial<ToConfirm>]>([
    ['what was shown is not so any more', { shown: { client: 'lakeside', version: 2, tenant: 'new' } }],
    ['somebody else has the button', { by: samplePerson({ displayName: 'Tess' }) }],
    ['the token is made up', { confirm: '00000000' }],
  ])('is shown again when %s', (_when, more) => {
    const confirm = tokenOf(unconfirmed(asked));
    const line = { words: [...asked.line.words, '--confirm', confirm] };
    const question = unconfirmed({ ...asked, confirm, line, ...more });

    expect(question).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/^Something has changed since you were asked.*The tenant will be moved/su),
    });
    expect(question?.choices?.[0]?.command.match(/--confirm/gu)).toHaveLength(1);
  });
});
