import { type ExchangeLog, openExchangeLog } from '../../src/exchange-log.ts';

/** With `EXCHANGE_LOG=file` set for a test run, what tests exchange with vendors is recorded there for the contract check. */
export const testExchangeLog: ExchangeLog | undefined = process.env['EXCHANGE_LOG']
  ? openExchangeLog(process.env['EXCHANGE_LOG'])
  : undefined;
