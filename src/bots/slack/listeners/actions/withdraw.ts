import { readRequestId } from '../../buttons.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { publishHome } from '../publish-home.ts';
import { OUT_OF_DATE, TRY_AGAIN } from '../say.ts';
import { type ClickArguments, readClick } from './click.ts';

/** Takes a request back, and shows on the home what came of it. Throws when it could not be recorded. */
export async function withdraw(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const { by, key, value } = readClick(given);
  const requestId = readRequestId(value);
  const show = (notice: string) =>
    dependencies.background.run('the home', () => publishHome(dependencies, key, by, notice));
  try {
    const answer = requestId ? await dependencies.desk.withdraw(by, requestId) : undefined;
    show(answer?.sentence ?? OUT_OF_DATE);
  } catch (error) {
    show(TRY_AGAIN);
    throw error;
  }
  await given.ack();
}
