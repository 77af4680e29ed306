import { z } from 'zod';
import type { CommandAnswer } from '../../desk.ts';
import { deskCommand } from '../command-spec.ts';
import { match } from '../matching.ts';
import { joinWords } from '../words.ts';
import { FILTERS, NO_SEQUENCE, readFilters, readSequence, TypedFilters } from './audit-filter.ts';
import { type ExportOrder, sealOrder } from './export-link.ts';

const FORMATS: readonly ExportOrder['format'][] = ['csv', 'jsonl'];
const FILTER_NAMES = Object.keys(TypedFilters.shape);

/** `audit export`: a link, for ten minutes and this admin alone, to the trail as a file. */
export const auditExportCommand = deskCommand(
  {
    name: 'audit export',
    role: 'admin',
    summary: 'the trail as a file: `csv` for a spreadsheet, `jsonl` to be checked without the database',
    takes: '[format]',
    options: [...FILTERS, { flags: '--after <number>', does: 'only entries behind this one' }],
    examples: [
      {
        line: 'audit export csv --client lakeside --since 30d',
        does: 'a month of one client, for a spreadsheet',
      },
      { line: 'audit export jsonl', does: 'everything, as `npm run audit -- verify` checks it' },
    ],
    input: TypedFilters.extend({
      format: z.string().default('csv'),
      after: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input, line }) => {
    const { format: word, after: behind = '0', ...typed } = input;
    const found = match(word, FORMATS, (format) => [format]);
    if (found.kind !== 'one')
      return { kind: 'not_understood', text: 'An export is `csv` or `jsonl`.', choices: BOTH };
    const after = readSequence(behind);
    if (after === undefined) return NO_SEQUENCE;
    const read = await readFilters({ dependencies, typed, line, caller });
    if (read.kind === 'unclear') return read.answer;
    if (found.item === 'jsonl' && Object.keys(read.filter).length > 0) return noPartOfAChain(line.words);
    const address = dependencies.publicUrl();
    if (address === undefined) return NO_ADDRESS;
    const token = sealOrder(dependencies.sealer, dependencies.clock.now(), {
      personId: caller.person.id,
      format: found.item,
      filter: read.filter,
      after,
    });
    return {
      kind: 'answer',
      text: `Your export is ready to be downloaded for ten minutes. Pass the link on to nobody: whoever opens it gets the file, and it is audited as yours.${found.item === 'jsonl' ? ' `npm run audit -- verify FILE` checks it.' : ''}`,
      link: { label: `Download ${found.item.toUpperCase()}`, url: `${address}/audit/exports/${token}` },
    };
  },
);

const BOTH = FORMATS.map((format) => ({ label: format.toUpperCase(), command: `audit export ${format}` }));

const NO_ADDRESS: CommandAnswer = {
  kind: 'refused',
  text: 'There is no address under which you could download it: `PUBLIC_URL` has to be set in the configuration. `npm run audit -- export` does it on the server.',
};

/** A chain with entries left out cannot be told from one that somebody has shortened. */
function noPartOfAChain(words: readonly string[]): CommandAnswer {
  const filtered = words.map((word) => (word.toLowerCase() === 'jsonl' ? 'csv' : word));
  return {
    kind: 'refused',
    text: `A part of the trail that is picked by ${FILTER_NAMES.join(', ')} cannot be checked: entries left out look like entries taken away. As JSON lines there is the whole trail, or its end (\`--after 1200\`); CSV takes every filter.`,
    choices: [
      { label: 'This as CSV', command: joinWords(filtered) },
      { label: 'The whole trail', command: 'audit export jsonl' },
    ],
  };
}
