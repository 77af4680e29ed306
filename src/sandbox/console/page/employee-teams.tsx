import { type ReactNode, useState } from 'react';
import type { PersonView, TeamsMessageView, TeamsPlaceName } from '../console-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { Suggestions, Welcome } from './suggestions.tsx';
import { TeamsChat } from './teams-chat.tsx';

interface EmployeeTeamsProps {
  employee: PersonView;
  place: TeamsPlaceName;
}

/** An employee's Teams: the chat with the bot, or the help channel, where the bot hears what mentions it. */
export function EmployeeTeams({ employee, place }: EmployeeTeamsProps): ReactNode {
  const { client, send } = usePage();
  const [thread, setThread] = useState<TeamsMessageView>();
  const { messages, name } = employee.teams.places[place];
  const inChannel = place === 'channel';
  const say = (text: string, threadId?: string) =>
    send({
      kind: 'teams_say',
      person: employee.key,
      place,
      text,
      ...(threadId !== undefined && { threadId }),
    });
  return (
    <>
      <TeamsChat viewer={employee} place={place} {...(inChannel && { onReply: setThread })}>
        {messages.length === 0 && (
          <Welcome employee={employee} onSay={say}>
            {inChannel &&
              `The channel “${name}” of ${client.name}: everybody reads along, and Countersign hears what mentions it.`}
          </Welcome>
        )}
      </TeamsChat>
      {messages.length > 0 && <Suggestions employee={employee} onSay={say} />}
      <Composer
        label={
          inChannel ? `Mention Countersign as ${employee.name}` : `Message to Countersign as ${employee.name}`
        }
        onLeave={() => setThread(undefined)}
        onSay={(text) => say(text, thread?.id)}
        {...(thread && { answers: thread.text.replace(/<\/?at>/g, '') })}
      />
    </>
  );
}
