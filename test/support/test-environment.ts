const { EXCHANGE_LOG } = process.env;

/** The log of exchanges with vendors that was asked for in this test run, as a variable of ours. */
export const EXCHANGE_LOG_VARIABLE: Readonly<Record<string, string>> = EXCHANGE_LOG ? { EXCHANGE_LOG } : {};

/** Every instance under test has these: any free port, and no sweep and no poll but those that a test asks for. */
export const TEST_ENVIRONMENT: Readonly<Record<string, string>> = {
  PORT: '0',
  SWEEP_EVERY_MS: '600000',
  POLL_TICKETS_EVERY_MS: '600000',
  REQUESTS_PER_PERSON_PER_HOUR: '1000',
  ...EXCHANGE_LOG_VARIABLE,
};
