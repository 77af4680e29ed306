/** A process that starts an engine in the directory given, says on which port, and stays. */

import { prepareEngineLibrary } from './native-library.ts';
import { superviseEngine } from './supervisor.ts';

const [directory = ''] = process.argv.slice(2);
const engine = await superviseEngine({ directory, port: 0, library: await prepareEngineLibrary() });
process.stdout.write(`${engine.port}\n`);
