import type { App, ViewSubmitAction } from '@slack/bolt';
import { APPROVE, CHOICE, COMMAND_FORM, DENIAL_FORM, DENY, REVEAL_SECRET, WITHDRAW } from '../buttons.ts';
import { approve } from './actions/approve.ts';
import { choose } from './actions/choose.ts';
import { deny } from './actions/deny.ts';
import { revealSecret } from './actions/reveal-secret.ts';
import { withdraw } from './actions/withdraw.ts';
import { runCommand } from './commands/countersign.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { openHome } from './events/app-home-opened.ts';
import { receiveMessage } from './events/message.ts';
import { forgetWorkspace } from './events/uninstalled.ts';
import { submitCommandForm } from './views/command-form.ts';
import { submitDenial } from './views/denial.ts';

/** What the bot listens to. Each listener returns once it is safe to acknowledge, and throws when it is not. */
export function registerListeners(app: App, dependencies: ListenerDependencies): void {
  app.event('message', ({ body, event }) => receiveMessage(dependencies, body, event));
  app.event('app_mention', ({ body, event }) => receiveMessage(dependencies, body, event));
  app.event('app_home_opened', ({ body, event }) => openHome(dependencies, body, event));
  app.event('app_uninstalled', ({ body }) => forgetWorkspace(dependencies, body));
  app.event('tokens_revoked', ({ body }) => forgetWorkspace(dependencies, body));

  app.action({ type: 'block_actions', action_id: APPROVE }, (click) => approve(dependencies, click));
  app.action({ type: 'block_actions', action_id: DENY }, (click) => deny(dependencies, click));
  app.action({ type: 'block_actions', action_id: WITHDRAW }, (click) => withdraw(dependencies, click));
  app.action({ type: 'block_actions', action_id: REVEAL_SECRET }, (click) =>
    revealSecret(dependencies, click),
  );
  app.action({ type: 'block_actions', action_id: CHOICES }, (click) => choose(dependencies, click));

  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: COMMAND_FORM }, (submission) =>
    submitCommandForm(dependencies, submission),
  );
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: DENIAL_FORM }, (submission) =>
    submitDenial(dependencies, submission),
  );
  app.command('/countersign', (given) => runCommand(dependencies, given));
}

const CHOICES = new RegExp(`^${CHOICE}:`);
