import { type MouseEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { type Block, Message } from 'slack-blocks-to-jsx';
import type { ClickPlace } from '../console-commands.ts';
import type { PersonView, SlackBlock } from '../console-state.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { usePage } from './context.ts';
import { prepareBlocks, type SlackButton } from './slack-buttons.ts';
import { slackDate } from './slack-date.tsx';
import { slackEmoji } from './slack-emoji.tsx';
import { slackLink } from './slack-link.tsx';

interface BlockKitProps {
  blocks: readonly SlackBlock[];
  /** Whose screen this is: clicks are theirs. */
  viewer: PersonView;
  place: ClickPlace;
}

/** Block Kit as the bot sent it, rendered by slack-blocks-to-jsx, with buttons that click. */
export function BlockKit({ blocks, viewer, place }: BlockKitProps): ReactNode {
  const { send, state, client } = usePage();
  const prefix = useId();
  const prepared = useMemo(() => prepareBlocks(blocks, prefix), [blocks, prefix]);
  const [asking, setAsking] = useState<SlackButton>();

  const press = (button: SlackButton) =>
    void send({
      kind: 'click',
      person: viewer.key,
      place,
      actionId: button.actionId,
      ...(button.value !== undefined && { value: button.value }),
    });
  const clicked = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target.closest('button') : null;
    const button = element && prepared.buttons.get(element.id);
    if (!button) return;
    if (button.confirm) setAsking(button);
    else press(button);
  };

  const people = [...client.people, ...state.technicians];
  return (
    // Clicks bubble up from real buttons inside, which the keyboard reaches as ever.
    <div className="block-kit" onClick={clicked}>
      <Message
        // The renderer has its own types for the same JSON.
        blocks={prepared.blocks as unknown as Block[]}
        name=""
        logo=""
        withoutWrapper
        data={{ users: people.map(({ slackUserId, name }) => ({ id: slackUserId, name })) }}
        hooks={{ emoji: slackEmoji, date: slackDate, link: slackLink }}
      />
      {asking?.confirm && (
        <ConfirmDialog
          {...asking.confirm}
          onClose={(confirmed) => {
            setAsking(undefined);
            if (confirmed) press(asking);
          }}
        />
      )}
    </div>
  );
}
