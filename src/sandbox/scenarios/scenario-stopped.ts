/** Something that the story waits for never came. */
export class ScenarioStopped extends Error {
  override readonly name = 'ScenarioStopped';
}
