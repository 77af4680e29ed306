import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A directory for the data of this run alone, named after its process, so that two sandboxes side by side do not touch
 * each other's. What runs that have ended left behind is removed.
 */
export async function openRunDirectory(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const left = (await readdir(root)).filter((name) => !isRunning(name));
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true })));
  return join(root, String(process.pid));
}

/** Of this process's own name: numbers are given again, so that it can only be from an earlier one. */
function isRunning(name: string): boolean {
  const id = Number(name);
  if (!Number.isInteger(id) || id <= 0 || id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
