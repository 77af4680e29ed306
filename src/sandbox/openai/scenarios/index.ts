import type { Scenario } from '../scenario.ts';
import { access } from './access.ts';
import { disableAccount, enableAccount } from './account.ts';
import { questions } from './questions.ts';
import { removeAccess } from './remove-access.ts';
import { share } from './share.ts';
import { signIn } from './sign-in.ts';

/** In the order in which they are tried: the narrow before the wide. */
export const scenarios: readonly Scenario[] = [
  ...questions,
  ...signIn,
  disableAccount,
  enableAccount,
  removeAccess,
  share,
  access,
];
