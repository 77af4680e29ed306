import type { ClickOptions, PeopleDependencies, Said, SayOptions } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { envelope, homeOpenedEvent } from './payloads.ts';
import { click } from './people-clicks.ts';
import { type FilledIn, runCommand, submit } from './people-forms.ts';
import { findUser, type Where, type Who, workspaceOf } from './people-lookup.ts';
import { edit, say } from './people-messages.ts';
import { changed, directChannel, nextTs, type SlackMessage, type SlackView } from './state.ts';

/** What people do in Slack. Each resolves once the app acknowledged the delivery, or Slack gave up. */
export interface SlackPeople {
  says(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  /** As `says`, with the bot mentioned first: the app hears of it twice. */
  mentions(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  edits(message: SlackMessage, text: string): Promise<Delivery>;
  /**
   * Taps a button of a message, a home view or a modal, by its action id or its label. What was shown when the message
   * was taken is what is tapped, as on a phone that has not caught up. Throws when there is no such button.
   */
  clicks(who: Who, on: SlackMessage | SlackView, button: string, options?: ClickOptions): Promise<Delivery>;
  /** Sends a modal's form, by block id or action id. The app's answer closes, changes or keeps the modal. */
  submits(modal: SlackView, values?: FilledIn): Promise<Delivery>;
  opensHome(who: Who): Promise<Delivery>;
  slashCommand(who: Who, text: string, where?: Where, command?: string): Promise<Delivery>;
  /** The token dies at once; the app is told by `tokens_revoked` and `app_uninstalled`. */
  uninstall(teamId: string): Promise<readonly Delivery[]>;
}

/** People in front of the simulated Slack, their deeds delivered to the app. */
export function createPeople(dependencies: PeopleDependencies): SlackPeople {
  const { state, courier } = dependencies;
  return {
    says: (who, where, text, options) => say(dependencies, { who, where, text, mention: false }, options),
    mentions: (who, where, text, options) => say(dependencies, { who, where, text, mention: true }, options),
    edits: (message, text) => edit(dependencies, message, text),
    clicks: (who, on, button, options) => click(dependencies, { who, on, button }, options),
    submits: (modal, values) => submit(dependencies, modal, values ?? {}),
    opensHome(who) {
      const user = findUser(state, who);
      const workspace = workspaceOf(state, user.teamId);
      const event = homeOpenedEvent(state, user, directChannel(state, user));
      return courier.event(envelope(state, workspace, event));
    },
    slashCommand: (who, text, where = 'dm', command = '/countersign') =>
      runCommand(dependencies, { who, text, where, command }),
    uninstall: (teamId) => uninstall(dependencies, teamId),
  };
}

async function uninstall(
  { state, courier }: PeopleDependencies,
  teamId: string,
): Promise<readonly Delivery[]> {
  const workspace = workspaceOf(state, teamId);
  const installed = workspace.install;
  if (!installed) return [];
  state.deadTokens.set(installed.token, 'account_inactive');
  const revoked = {
    type: 'tokens_revoked',
    tokens: { oauth: [], bot: [installed.botUserId] },
    event_ts: nextTs(state),
  };
  const events = [revoked, { type: 'app_uninstalled', event_ts: nextTs(state) }].map((event) =>
    envelope(state, workspace, event),
  );
  delete workspace.install;
  changed(state);
  return Promise.all(events.map((event) => courier.event(event)));
}
