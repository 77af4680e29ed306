import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/countersign/', import.meta.url));

/** What ends up in the bundle beside our own files. */
const BUNDLED_PACKAGES = ['adaptivecards', 'esbuild', 'react', 'react-dom', 'slack-blocks-to-jsx'] as const;

/** The page as the browser takes it. */
export interface PageFiles {
  html: string;
  mark: string;
  script: string;
  style: string;
}

/**
 * Bundles the page, or takes the bundle that was made of the very same sources: it is kept under
 * `node_modules/.cache`. Throws when the sources do not build.
 */
export async function bundlePage(cacheDirectory = CACHE): Promise<PageFiles> {
  const [html, mark] = await Promise.all([
    readFile(join(PAGE, 'index.html'), 'utf8'),
    readFile(join(PAGE, 'mark.svg'), 'utf8'),
  ]);
  const cached = join(cacheDirectory, `console-${await contentKey()}.json`);
  const known = await readFile(cached, 'utf8').catch(() => undefined);
  if (known !== undefined) return { html, mark, ...(JSON.parse(known) as Bundled) };
  const bundled = await build();
  await keep(cached, cacheDirectory, bundled);
  return { html, mark, ...bundled };
}

type Bundled = Pick<PageFiles, 'script' | 'style'>;

/** Changes whenever a source of the page or a version of what is bundled with it does. */
async function contentKey(): Promise<string> {
  const hash = createHash('sha256');
  const require = createRequire(import.meta.url);
  for (const name of BUNDLED_PACKAGES)
    hash.update(`${name} ${await packageVersion(require.resolve(name), name)}\n`);
  const files = await readdir(PAGE, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort())
    hash
      .update(path.slice(PAGE.length))
      .update('\0')
      .update(await readFile(path));
  return hash.digest('hex').slice(0, 32);
}

/** Read from the file: not every package exports its `package.json`. */
async function packageVersion(entry: string, name: string): Promise<string> {
  const end = entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length;
  const manifest = JSON.parse(await readFile(join(entry.slice(0, end), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function build(): Promise<Bundled> {
  const { build: bundle } = await import('esbuild');
  const { outputFiles } = await bundle({
    entryPoints: { app: join(PAGE, 'main.tsx'), page: join(PAGE, 'styles/page.css') },
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('app.js'), style: text('page.css') };
}

/** Only a convenience: where it cannot be written, the next start bundles again. */
async function keep(path: string, directory: string, bundled: Bundled): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(`${path}.${process.pid}`, JSON.stringify(bundled));
    await rename(`${path}.${process.pid}`, path);
  } catch {
    // A read-only installation is fine.
  }
}
