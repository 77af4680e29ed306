import { type ReactNode, useState } from 'react';
import type { PersonView } from '../console-state.ts';
import { AppHome } from './app-home.tsx';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { Conversation } from './conversation.tsx';
import { IconSwitch } from './icon-switch.tsx';
import { Icon } from './icons.tsx';
import { Empty, Panel } from './panel.tsx';
import { PersonPicker } from './person-picker.tsx';
import { firstName } from './progress.ts';
import { type Screen, ScreenSwitch, screensWithCards } from './screens.tsx';
import { SlackModal } from './slack-modal.tsx';
import { TeamsChat } from './teams-chat.tsx';
import { useRemembered } from './use-remembered.ts';

/** Where approvers are asked by people's own chat. */
type ChatScreen = Exclude<Screen, 'portal' | 'phone'>;

const CHATS: readonly [ChatScreen, ...ChatScreen[]] = ['slack', 'teams'];
const TITLES: Readonly<Record<ChatScreen, string>> = { slack: 'Slack', teams: 'Teams' };

/** A technician's chat with the bot: where plans are signed. */
export function TechnicianPanel(props: {
  technician: PersonView;
  onSelect: (key: string) => void;
}): ReactNode {
  const { state, send } = usePage();
  const { technician, onSelect } = props;
  const [screen, setScreen] = useRemembered('technician-screen', CHATS);
  const [home, setHome] = useState(false);
  const openHome = (person: string) => void send({ kind: 'home', person });
  const atHome = screen === 'slack' && home;
  return (
    <Panel
      id="technician"
      eyebrow={`Harbor IT · ${TITLES[screen]}`}
      heading="Technician"
      step={{ number: 3, words: 'Approve or deny' }}
      aside={
        <>
          {screen === 'slack' && (
            <IconSwitch
              icon="home"
              label={`Home of ${technician.name}`}
              pressed={home}
              onPress={(next) => {
                setHome(next);
                if (next) openHome(technician.key);
              }}
            />
          )}
          <ScreenSwitch
            whose="the technician"
            offered={CHATS}
            selected={screen}
            waiting={screensWithCards(technician)}
            onSelect={setScreen}
          />
        </>
      }
    >
      <PersonPicker
        label="Technician"
        people={state.technicians}
        selected={technician}
        waiting={new Set(state.technicians.filter(hasWaitingCard).map(({ key }) => key))}
        onSelect={(key) => {
          onSelect(key);
          if (atHome) openHome(key);
        }}
      />
      {atHome ? (
        <AppHome person={technician} />
      ) : (
        <Approvals person={technician} screen={screen}>
          <Empty icon={<Icon name="pen" />} title={`Nothing for ${firstName(technician.name)} to sign`}>
            When a plan needs a technician, its card comes here: who asked, what would change, before and
            after. Nothing runs until somebody signs it.
            {screen === 'teams' && <AskInTeams />}
          </Empty>
        </Approvals>
      )}
      {!atHome && <CommandLine person={technician} screen={screen} />}
    </Panel>
  );
}

/** The chat of the manager who may have to sign too. */
export function ManagerPanel({
  manager,
  reportName,
}: {
  manager?: PersonView;
  reportName: string;
}): ReactNode {
  const { client } = usePage();
  const [screen, setScreen] = useRemembered('manager-screen', CHATS);
  const isQuiet = !manager || (!isTold(manager, 'slack') && !isTold(manager, 'teams'));
  return (
    <Panel
      id="manager"
      className={isQuiet ? 'panel-quiet' : ''}
      eyebrow={`${client.name} · ${TITLES[screen]}`}
      heading={manager ? `Manager: ${manager.name}` : 'Manager'}
      {...(!isQuiet && {
        aside: (
          <ScreenSwitch
            whose="the manager"
            offered={CHATS}
            selected={screen}
            waiting={screensWithCards(manager)}
            onSelect={setScreen}
          />
        ),
      })}
    >
      {isQuiet ? (
        <p className="quiet-words">
          {manager
            ? `${firstName(manager.name)} is asked as well when a plan is high risk, or when policy says so.`
            : `${reportName} has no manager in the directory. What needs one goes to technicians, never around it.`}
        </p>
      ) : (
        <Approvals person={manager} screen={screen}>
          <Empty icon={<Icon name="chat" />} title={`Nothing in ${TITLES[screen]}`}>
            {firstName(manager.name)} was written to in the other one.
          </Empty>
        </Approvals>
      )}
    </Panel>
  );
}

/** Where those who run the desk give commands: by Slack's slash command, or in words in Teams. */
function CommandLine({ person, screen }: { person: PersonView; screen: ChatScreen }): ReactNode {
  const { send } = usePage();
  const inSlack = screen === 'slack';
  return (
    <Composer
      key={`${person.key} ${screen}`}
      label={`${inSlack ? '/countersign help' : 'help'}, as ${person.name}`}
      onSay={(text) =>
        inSlack
          ? send({ kind: 'say', person: person.key, text })
          : send({ kind: 'teams_say', person: person.key, place: 'personal', text })
      }
    />
  );
}

interface ApprovalsProps {
  person: PersonView;
  screen: ChatScreen;
  /** What stands there while nothing was said. */
  children: ReactNode;
}

function Approvals({ person, screen, children }: ApprovalsProps): ReactNode {
  if (screen === 'teams')
    return (
      <TeamsChat key={person.key} viewer={person}>
        {person.teams.places.personal.messages.length === 0 && children}
      </TeamsChat>
    );
  return (
    <>
      <Conversation key={person.key} viewer={person} label={`Messages of ${person.name}`}>
        {person.messages.length === 0 && children}
      </Conversation>
      {person.modal && <SlackModal key={person.modal.id} modal={person.modal} viewer={person} />}
    </>
  );
}

/** Cards go to Slack unless the client says otherwise. */
function AskInTeams(): ReactNode {
  const { client, send, busy } = usePage();
  const { askedIn } = client;
  if (askedIn !== 'chat' && askedIn.includes('teams')) return null;
  const others = askedIn === 'chat' ? (['slack'] as const) : askedIn;
  return (
    <span className="ask-in-teams">
      At {client.name}, approvers are asked elsewhere so far.
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => void send({ kind: 'tickets', client: client.key, askedIn: [...others, 'teams'] })}
      >
        Ask in Teams too
      </button>
    </span>
  );
}

function isTold(person: PersonView, screen: ChatScreen): boolean {
  const messages = screen === 'slack' ? person.messages : person.teams.places.personal.messages;
  return messages.some(({ from }) => from === 'bot');
}

/** Has a card that still asks. */
export function hasWaitingCard(person: PersonView): boolean {
  return screensWithCards(person).size > 0;
}
