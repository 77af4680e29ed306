import { type ReactNode, useState } from 'react';
import type { MessageView, PersonView } from '../console-state.ts';
import { BlockKit } from './block-kit.tsx';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { Conversation } from './conversation.tsx';
import { Icon } from './icons.tsx';
import { Empty, Panel } from './panel.tsx';
import { PersonPicker } from './person-picker.tsx';
import { firstName } from './progress.ts';
import { Segmented } from './segmented.tsx';
import { SlackModal } from './slack-modal.tsx';
import { SUGGESTIONS } from './suggestions.ts';

interface EmployeePanelProps {
  employee: PersonView;
  onSelect: (key: string) => void;
}

/** The employee's Slack: their direct messages with the bot, and its App Home. */
export function EmployeePanel({ employee, onSelect }: EmployeePanelProps): ReactNode {
  const { client, send } = usePage();
  const [tab, setTab] = useState<'messages' | 'home'>('messages');
  const open = (next: 'messages' | 'home') => {
    setTab(next);
    if (next === 'home') void send({ kind: 'home', person: employee.key });
  };
  const choose = (key: string) => {
    onSelect(key);
    if (tab === 'home') void send({ kind: 'home', person: key });
  };
  const tabs = [
    { key: 'messages', label: 'Messages' },
    { key: 'home', label: 'Home' },
  ] as const;
  return (
    <Panel
      id="employee"
      eyebrow={`${client.name} · Slack`}
      heading="Employee"
      step={{ number: 1, words: 'Ask' }}
      aside={<Segmented label="Part of the app" options={tabs} selected={tab} onSelect={open} />}
    >
      <PersonPicker label="Employee" people={client.people} selected={employee} onSelect={choose} />
      {tab === 'messages' ? (
        <Messages key={employee.key} employee={employee} />
      ) : (
        <Home employee={employee} />
      )}
      {employee.modal && <SlackModal key={employee.modal.id} modal={employee.modal} viewer={employee} />}
    </Panel>
  );
}

function Messages({ employee }: { employee: PersonView }): ReactNode {
  const { client } = usePage();
  const [chosen, setChosen] = useState<MessageView>();
  const asked = client.requests.find(
    ({ requesterKey, status }) => requesterKey === employee.key && status === 'awaiting_requester',
  );
  const question = asked && lastThread(employee.messages);
  const thread = chosen ?? question;
  return (
    <>
      <Conversation viewer={employee} label={`Messages of ${employee.name}`} onReply={setChosen}>
        {employee.messages.length === 0 && <Welcome employee={employee} />}
      </Conversation>
      {employee.messages.length > 0 && <Suggestions employee={employee} />}
      <Composer person={employee} onLeaveThread={() => setChosen(undefined)} {...(thread && { thread })} />
    </>
  );
}

/** The thread of the bot's latest words. */
function lastThread(messages: readonly MessageView[]): MessageView | undefined {
  const latest = messages.findLast(({ from, threadId }) => from === 'bot' && threadId !== undefined);
  return messages.find(({ id }) => id === latest?.threadId);
}

function Welcome({ employee }: { employee: PersonView }): ReactNode {
  return (
    <div className="welcome">
      <h3>What does {firstName(employee.name)} need?</h3>
      <p>
        {employee.jobTitle} at work, with a problem. Write to the service desk as {firstName(employee.name)}{' '}
        would, or take one of these.
      </p>
      <Suggestions employee={employee} />
    </div>
  );
}

function Suggestions({ employee }: { employee: PersonView }): ReactNode {
  const { send, busy } = usePage();
  return (
    <div className="suggestions" role="group" aria-label="Things to ask">
      {(SUGGESTIONS[employee.key] ?? []).map((text) => (
        <button
          key={text}
          type="button"
          disabled={busy}
          onClick={() => void send({ kind: 'say', person: employee.key, text })}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

function Home({ employee }: { employee: PersonView }): ReactNode {
  return (
    <div className="conversation app-home">
      {employee.home ? (
        <BlockKit blocks={employee.home} viewer={employee} place={{ kind: 'home' }} />
      ) : (
        <Empty icon={<Icon name="home" />} title="App Home">
          The bot has not published anything for {firstName(employee.name)} yet.
        </Empty>
      )}
    </div>
  );
}
