import { type ReactNode, useState } from 'react';
import type { MessageView, PersonView } from '../console-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { Conversation } from './conversation.tsx';
import { SlackModal } from './slack-modal.tsx';
import { Suggestions, Welcome } from './suggestions.tsx';

/** An employee's direct messages with the bot in Slack. */
export function EmployeeSlack({ employee }: { employee: PersonView }): ReactNode {
  const { client, send } = usePage();
  const [chosen, setChosen] = useState<MessageView>();
  const asked = client.requests.find(
    ({ requesterKey, status, surface }) =>
      requesterKey === employee.key && status === 'awaiting_requester' && surface === 'slack',
  );
  const question = asked && lastThread(employee.messages);
  const thread = chosen ?? question;
  const say = (text: string, threadId?: string) =>
    send({ kind: 'say', person: employee.key, text, ...(threadId !== undefined && { threadId }) });
  return (
    <>
      <Conversation viewer={employee} label={`Messages of ${employee.name}`} onReply={setChosen}>
        {employee.messages.length === 0 && <Welcome employee={employee} onSay={say} />}
      </Conversation>
      {employee.messages.length > 0 && <Suggestions employee={employee} onSay={say} />}
      <Composer
        label={`Message to Countersign as ${employee.name}`}
        onLeave={() => setChosen(undefined)}
        onSay={(text) => say(text, thread?.id)}
        {...(thread && { answers: thread.text })}
      />
      {employee.modal && <SlackModal key={employee.modal.id} modal={employee.modal} viewer={employee} />}
    </>
  );
}

/** The thread of the bot's latest words. */
function lastThread(messages: readonly MessageView[]): MessageView | undefined {
  const latest = messages.findLast(({ from, threadId }) => from === 'bot' && threadId !== undefined);
  return messages.find(({ id }) => id === latest?.threadId);
}
