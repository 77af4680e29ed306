// After `npm install` with a registry mirror that does not have the builds for other platforms: npm then leaves those
// optional packages out of package-lock.json, and `npm ci` refuses the lock file everywhere. This adds them, by the
// exact versions that their parents name. With `--check` it only says what is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const PLATFORMS = new Set(['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']);
const PROCESSORS = new Set(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']);

const LOCK = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
const missing = missingBuilds(lock.packages);

if (process.argv.includes('--check')) {
  for (const { path } of missing)
    console.error(`package-lock.json lacks ${path}: run node scripts/complete-lock.mjs`);
  process.exitCode = missing.length > 0 ? 1 : 0;
} else if (missing.length > 0) {
  const entries = Object.entries({
    ...lock.packages,
    ...Object.fromEntries(missing.map(({ path, build }) => [path, build])),
  });
  lock.packages = Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added ${missing.length} builds for other platforms.`);
}

/** Only parents at the top are completed: a nested one would have to be looked at by hand. */
function missingBuilds(packages) {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => parent.lastIndexOf('node_modules/') <= 0 && !packages[`node_modules/${name}`])
      .map(([name, version]) => ({ path: `node_modules/${name}`, build: buildOf(name, version, dev) })),
  );
}

/** Builds say in their names what they run on: `@swc/core-linux-ppc64-gnu`. */
function buildOf(name, version, dev) {
  const words = name.split(/[/-]/);
  const [os] = words.filter((word) => PLATFORMS.has(word));
  const [cpu] = words.filter((word) => PROCESSORS.has(word));
  if (!os || !cpu) throw new Error(`cannot tell what ${name} runs on: add it by hand`);
  const libc = words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {};
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libc, optional: true, os: [os] };
}
