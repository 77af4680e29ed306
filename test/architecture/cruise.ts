import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CRUISER = `${ROOT}node_modules/dependency-cruiser/bin/dependency-cruiser.mjs`;

/** What dependency-cruiser found, by the project's own rules. */
export interface Cruise {
  /** Paths of the files that were really read, packages apart. */
  files: readonly string[];
  violations: readonly { rule: string; from: string; to: string }[];
}

interface Report {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Runs the tool as `npm run imports` does, in a folder that has the same shape as the project. */
export async function cruise(places: readonly string[], folder = ROOT): Promise<Cruise> {
  const config = ['--config', `${ROOT}.dependency-cruiser.cjs`, '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [CRUISER, ...config, ...places], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { modules, summary } = JSON.parse(stdout) as Report;
  return {
    files: modules
      .map(({ source }) => source)
      .filter((path) => !path.includes('node_modules') && path.includes('/')),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
