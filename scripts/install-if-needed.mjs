// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs what package-lock.json
// names when it is not there yet, so that each command works alone on a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const marker = 'node_modules/.installed-lock';
const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(marker) && readFileSync(marker, 'utf8') === lock;

if (!installed) {
  console.log('Installing dependencies (only when package-lock.json has changed) …');
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { stdio: 'inherit' });
  if (status !== 0) {
    console.error('The installation failed. Check the network and the npm registry, then run the command again.');
    process.exit(status ?? 1);
  }
  writeFileSync(marker, lock);
}
