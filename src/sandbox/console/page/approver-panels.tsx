import type { ReactNode } from 'react';
import type { PersonView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Conversation } from './conversation.tsx';
import { Icon } from './icons.tsx';
import { Empty, Panel } from './panel.tsx';
import { PersonPicker } from './person-picker.tsx';
import { firstName } from './progress.ts';
import { SlackModal } from './slack-modal.tsx';

/** A technician's direct messages with the bot: where plans are signed. */
export function TechnicianPanel(props: {
  technician: PersonView;
  onSelect: (key: string) => void;
}): ReactNode {
  const { state } = usePage();
  const { technician, onSelect } = props;
  return (
    <Panel
      id="technician"
      eyebrow="Harbor IT · Slack"
      heading="Technician"
      step={{ number: 3, words: 'Approve or deny' }}
    >
      <PersonPicker
        label="Technician"
        people={state.technicians}
        selected={technician}
        waiting={new Set(state.technicians.filter(hasWaitingCard).map(({ key }) => key))}
        onSelect={onSelect}
      />
      <Approvals person={technician} title={`Nothing for ${firstName(technician.name)} to sign`}>
        When a plan needs a technician, its card comes here: who asked, what would change, before and after.
        Nothing runs until somebody signs it.
      </Approvals>
    </Panel>
  );
}

/** The direct messages of the manager who may have to sign too. */
export function ManagerPanel({
  manager,
  reportName,
}: {
  manager?: PersonView;
  reportName: string;
}): ReactNode {
  const { client } = usePage();
  const quiet = !manager || manager.messages.filter(({ from }) => from === 'bot').length === 0;
  return (
    <Panel
      id="manager"
      className={quiet ? 'panel-quiet' : ''}
      eyebrow={`${client.name} · Slack`}
      heading={manager ? `Manager: ${manager.name}` : 'Manager'}
    >
      {manager && !quiet ? (
        <Approvals person={manager} title="">
          {null}
        </Approvals>
      ) : (
        <p className="quiet-words">
          {manager
            ? `${firstName(manager.name)} is asked as well when a plan is high risk, or when policy says so.`
            : `${reportName} has no manager in the directory. What needs one goes to technicians, never around it.`}
        </p>
      )}
    </Panel>
  );
}

function Approvals(props: { person: PersonView; title: string; children: ReactNode }): ReactNode {
  const { person, title, children } = props;
  return (
    <>
      <Conversation key={person.key} viewer={person} label={`Messages of ${person.name}`}>
        {person.messages.length === 0 && (
          <Empty icon={<Icon name="pen" />} title={title}>
            {children}
          </Empty>
        )}
      </Conversation>
      {person.modal && <SlackModal key={person.modal.id} modal={person.modal} viewer={person} />}
    </>
  );
}

/** Has a card that still asks. */
export function hasWaitingCard({ messages }: PersonView): boolean {
  return messages.some(({ blocks }) => blocks.some(({ type }) => type === 'actions'));
}
