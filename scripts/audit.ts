import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { CountersignError } from '../src/errors.ts';
import { silentLogger } from '../src/logger.ts';
import type { AuditEntry } from '../src/models/audit.ts';
import { exportLines, verifyExport } from '../src/models/audit-export.ts';
import { connectDatabase, openAuditTrail } from '../src/models/mongoose/index.ts';
import type { AuditStore } from '../src/models/stores.ts';

/** Longer than the driver looks for a server once. */
const DATABASE_PATIENCE_MS = 8_000;
const PAGE = 1_000;

const command = new Command('npm run audit --').description(
  'The audit trail: takes it out, and checks what was taken out.',
);

command
  .command('export')
  .description(
    'Writes the trail to standard output as JSON lines, sealed by the last one. Reads MONGODB_URI.',
  )
  .option('--after <number>', 'only entries after this one', '0')
  .action(async ({ after }: { after: string }) => {
    process.exitCode = await told(() => exportTrail(Number(after)));
  });

command
  .command('verify')
  .description('Checks an export without any database: names the first line that is not as it was written.')
  .argument('<file>')
  .option('--head <hash>', 'the hash of the last entry, as it was noted elsewhere')
  .action(async (file: string, { head }: { head?: string }) => {
    process.exitCode = await told(() => verifyFile(file, head));
  });

await command.parseAsync();

async function told(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const isTheirs = error instanceof CountersignError || (error instanceof Error && 'code' in error);
    if (!isTheirs) throw error;
    console.error(error.message);
    return 1;
  }
}

async function exportTrail(after: number): Promise<number> {
  const { MONGODB_URI: uri } = readConfig(process.env).general;
  if (!uri || !Number.isSafeInteger(after) || after < 0) {
    console.error(uri ? '--after: a number of an entry' : 'MONGODB_URI: missing');
    return 1;
  }
  const signal = AbortSignal.timeout(DATABASE_PATIENCE_MS);
  const connection = await connectDatabase({ uri, logger: silentLogger, signal });
  try {
    for await (const line of exportLines(entriesAfter(openAuditTrail(connection), after), systemClock.now()))
      process.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await connection.close();
  }
}

async function* entriesAfter(trail: Pick<AuditStore, 'read'>, after: number): AsyncGenerator<AuditEntry> {
  let last = after;
  for (;;) {
    const page = await trail.read(last, PAGE);
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.sequence;
  }
}

async function verifyFile(file: string, head: string | undefined): Promise<number> {
  const lines = createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const found = await verifyExport(lines);
  if (found.kind === 'broken') {
    const entry = found.sequence === undefined ? '' : ` (entry ${found.sequence})`;
    console.log(`BROKEN at line ${found.line}${entry}: ${found.reason}.`);
    return 1;
  }
  if (head !== undefined && head !== found.head) {
    console.log(
      `BROKEN: it ends in ${found.head}, not in ${head}: it is another trail, or a longer or shorter one.`,
    );
    return 1;
  }
  console.log(
    `Intact: ${found.entries} entries (${found.from} to ${found.to}), exported ${found.exportedAt}.\nHead: ${found.head}`,
  );
  return 0;
}
