/** For what goes on elsewhere, in another process or in a chat: looked at often, and waited for on a busy machine. */
export const PATIENCE = { timeout: 60_000, interval: 25 };

/** For a test that starts processes, kills them and starts others. Whatever it waits for gives up before. */
export const TIMEOUT_MS = 300_000;
