// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs what package-lock.json names
// unless it is installed already, so that each command works alone on a fresh clone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

// As npm itself reads it: an installation for production has no development dependencies.
const forProduction = process.env.NODE_ENV === 'production';

if (!isInstalled()) {
  console.log('Installing dependencies (only when package-lock.json has changed) …');
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    stdio: 'inherit',
    // There it is a batch file.
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'The installation failed. Check the network and the npm registry, then run the command again.',
    );
    process.exit(status ?? 1);
  }
}

/** Compares with the record that npm keeps of what it has put into node_modules. */
function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  return Object.entries(packagesIn('package-lock.json')).every(([path, wanted]) => {
    if (path === '' || (wanted.dev && forProduction)) return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional || wanted.devOptional;
  });
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return {};
  }
}
