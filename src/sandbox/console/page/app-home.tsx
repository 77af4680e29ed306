import type { ReactNode } from 'react';
import type { PersonView } from '../console-state.ts';
import { BlockKit } from './block-kit.tsx';
import { Icon } from './icons.tsx';
import { Empty } from './panel.tsx';
import { firstName } from './progress.ts';
import { SlackModal } from './slack-modal.tsx';

/** The bot's App Home as Slack shows it to one person. */
export function AppHome({ person }: { person: PersonView }): ReactNode {
  return (
    <div className="conversation app-home">
      {person.home ? (
        <BlockKit blocks={person.home} viewer={person} place={{ kind: 'home' }} />
      ) : (
        <Empty icon={<Icon name="home" />} title="App Home">
          The bot has not published anything for {firstName(person.name)} yet.
        </Empty>
      )}
      {person.modal && <SlackModal key={person.modal.id} modal={person.modal} viewer={person} />}
    </div>
  );
}
