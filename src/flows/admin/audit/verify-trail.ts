import { z } from 'zod';
import { type AuditEntry, type ChainCheck, verifyChain } from '../../../models/audit.ts';
import type { AuditStore } from '../../../models/stores.ts';
import type { TextAnswer } from '../../desk.ts';
import { deskCommand } from '../command-spec.ts';

const PAGE = 1_000;
const HEAD = /^[0-9a-f]{64}$/u;

/** `audit verify`: walks the whole chain as it is stored. */
export const auditVerifyCommand = deskCommand(
  {
    name: 'audit verify',
    role: 'admin',
    summary: 'whether the trail is as it was written, from its first entry to its last',
    takes: '[head]',
    examples: [
      { line: 'audit verify', does: 'names the first entry that is not as it was written' },
      {
        line: `audit verify ${'4f'.repeat(32)}`,
        does: 'also whether it goes as far as it did when you noted this head: a trail that was cut off is whole, but short',
      },
    ],
    input: z.object({ head: z.string().optional() }),
  },
  async ({ audit }, { input }) => {
    const head = input.head?.toLowerCase();
    if (head !== undefined && !HEAD.test(head)) return NO_HEAD;
    const { check, noted } = await verifyTrail({ audit }, head);
    if (check.kind === 'broken')
      return {
        kind: 'answer',
        text: `BROKEN at entry ${check.sequence}: ${check.reason}. What comes before it is as it was written.`,
      };
    const entries = check.entries === 1 ? '1 entry,' : `${check.entries} entries, each`;
    const whole = `Intact: ${entries} as it was written.\nHead: \`${check.head}\``;
    if (head === undefined)
      return {
        kind: 'answer',
        text: `${whole}\nNote the head elsewhere: it shows later that nothing was cut off.`,
      };
    return {
      kind: 'answer',
      text:
        noted === undefined
          ? `BROKEN: no entry has the head that you noted. The trail was cut off, or is another one.\n${whole}`
          : `${whole}\nThe head that you noted is entry ${noted}: nothing up to it was changed or cut off.`,
    };
  },
);

/** What was mistyped says nothing about the trail. */
const NO_HEAD: TextAnswer = {
  kind: 'not_understood',
  text: 'A head is 64 digits and letters from `a` to `f`, as `audit verify` shows it.',
};

export interface VerifiedTrail {
  check: ChainCheck;
  /** The number of the entry whose hash was noted, where there is one. */
  noted?: number;
}

/** In pages: the trail of years does not fit in memory, and others want the process meanwhile. */
export async function verifyTrail(
  { audit }: { audit: Pick<AuditStore, 'read'> },
  notedHead?: string,
): Promise<VerifiedTrail> {
  let last: AuditEntry | undefined;
  let noted: number | undefined;
  for (;;) {
    const page = await audit.read(last?.sequence ?? 0, PAGE);
    const check = verifyChain(page, last);
    noted ??= page.find(({ hash }) => hash === notedHead)?.sequence;
    last = page.at(-1);
    if (check.kind === 'broken' || !last || page.length < PAGE)
      return { check, ...(noted !== undefined && { noted }) };
  }
}
