import { z } from 'zod';
import type { Person } from '../../../models/person.ts';
import type { CommandAnswer, FormProblems } from '../../desk.ts';
import { MAX_OPTIONS } from '../../limits.ts';
import type { FormHandler, GivenLine } from '../command-spec.ts';
import { option, SOMETHING_NEW } from '../form-options.ts';
import type { CommandDependencies } from '../given-command.ts';
import { lineForm, lineOfWords, PLEASE_CHOOSE, problemAt } from '../line-form.ts';
import { personLabel, roleName } from './person-words.ts';

const FORM = 'person';
const DEEDS = ['show', 'technician', 'admin', 'take', 'depart'] as const;
type Deed = (typeof DEEDS)[number];
const DEED_LABELS: Readonly<Record<Deed, string>> = {
  show: 'Show what is known of them',
  technician: 'Make them a technician',
  admin: 'Make them an admin',
  take: 'Take their role away',
  depart: 'They have left',
};

/** The form for one of the MSP's own people: each with their role. */
export async function choosePerson({ people }: Pick<CommandDependencies, 'people'>): Promise<CommandAnswer> {
  const own = await people.list({ kind: 'msp' }, MAX_OPTIONS);
  const listed = own.slice(0, MAX_OPTIONS - 1).map((person) => option(person.id, personLabel(person)));
  const isAll = listed.length === own.length;
  return {
    kind: 'form',
    form: {
      id: FORM,
      state: '',
      title: 'People',
      intro: `The MSP’s own people${isAll ? '' : ', not all of them'}. \`person NAME\` finds anybody else, a client’s people too.`,
      fields: [
        {
          kind: 'choice',
          name: 'person',
          label: 'Who',
          options: [option(SOMETHING_NEW, 'Somebody new'), ...listed],
        },
        {
          kind: 'choice',
          name: 'deed',
          label: 'What to do',
          hint: 'For somebody new, a form follows',
          options: DEEDS.map((deed) => option(deed, DEED_LABELS[deed])),
          value: 'show',
        },
      ],
      submit: 'Go on',
    },
  };
}

/** What was chosen is a `person …` like any other. */
export const choosePersonForm: FormHandler = lineForm(
  { id: FORM, role: 'admin', filled: z.object({ person: z.string(), deed: z.enum(DEEDS).optional() }) },
  async ({ people }, { person: id, deed }) => {
    if (id === SOMETHING_NEW) return lineOfWords('person', 'add');
    if (deed === undefined) return problemAt('deed', PLEASE_CHOOSE);
    const person = await people.find(id);
    return person ? lineOf(person, deed) : problemAt('person', 'They are not there any more.');
  },
);

function lineOf({ id, role, displayName }: Person, deed: Deed): GivenLine | FormProblems {
  switch (deed) {
    case 'show':
    case 'depart':
      return lineOfWords('person', deed, id);
    case 'admin':
      return lineOfWords('person', 'grant', id, 'admin');
    case 'technician':
      // Who may do more is made a technician by taking that.
      return role === 'msp_admin'
        ? lineOfWords('person', 'take', id, 'admin')
        : lineOfWords('person', 'grant', id, 'technician');
    case 'take':
      return role === undefined
        ? problemAt('deed', `${displayName} has no role.`)
        : lineOfWords('person', 'take', id, roleName(role));
  }
}
