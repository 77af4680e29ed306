import { type ReactNode, useState } from 'react';
import type { PersonView, RequestView, TeamsPlaceName } from '../console-state.ts';
import { AppHome } from './app-home.tsx';
import { usePage } from './context.ts';
import { EmployeePhone, hasPhoneNews } from './employee-phone.tsx';
import { EmployeePortal } from './employee-portal.tsx';
import { EmployeeSlack } from './employee-slack.tsx';
import { EmployeeTeams } from './employee-teams.tsx';
import { IconSwitch } from './icon-switch.tsx';
import { Panel } from './panel.tsx';
import { PersonPicker } from './person-picker.tsx';
import { PSA_LOOKS } from './psa-looks.ts';
import { type Screen, ScreenSwitch, screensWithCards, screensWithCodes } from './screens.tsx';
import { useRemembered } from './use-remembered.ts';

interface EmployeePanelProps {
  employee: PersonView;
  onSelect: (key: string) => void;
}

/** The employee's Slack, Teams, customer portal or telephone: wherever people ask. */
export function EmployeePanel({ employee, onSelect }: EmployeePanelProps): ReactNode {
  const { client, send } = usePage();
  const [screen, setScreen] = useRemembered('employee-screen', ['slack', 'teams', 'portal', 'phone']);
  const [home, setHome] = useState(false);
  const [place, setPlace] = useState<TeamsPlaceName>('personal');
  const openHome = (person: string) => void send({ kind: 'home', person });
  const titles = {
    slack: 'Slack',
    teams: 'Teams',
    portal: `${PSA_LOOKS[client.psa].title} portal`,
    phone: 'Telephone',
  };
  return (
    <Panel
      id="employee"
      eyebrow={
        <>
          {client.name} <span className="eyebrow-screen">· {titles[screen]}</span>
        </>
      }
      heading="Employee"
      step={{ number: 1, words: 'Ask' }}
      aside={
        <>
          {screen === 'slack' && (
            <IconSwitch
              icon="home"
              label="Home"
              pressed={home}
              onPress={(next) => {
                setHome(next);
                if (next) openHome(employee.key);
              }}
            />
          )}
          {screen === 'teams' && (
            <IconSwitch
              icon="channel"
              label="IT help channel"
              pressed={place === 'channel'}
              onPress={(next) => setPlace(next ? 'channel' : 'personal')}
            />
          )}
          <ScreenSwitch
            whose="the employee"
            offered={employee.phone ? ['slack', 'teams', 'portal', 'phone'] : ['slack', 'teams', 'portal']}
            selected={screen}
            waiting={waitingScreens(employee, client.requests)}
            onSelect={setScreen}
          />
        </>
      }
    >
      <PersonPicker
        label="Employee"
        people={client.people}
        selected={employee}
        onSelect={(key) => {
          onSelect(key);
          if (screen === 'slack' && home) openHome(key);
        }}
      />
      {screen === 'slack' &&
        (home ? <AppHome person={employee} /> : <EmployeeSlack key={employee.key} employee={employee} />)}
      {screen === 'teams' && (
        <EmployeeTeams key={`${employee.key}${place}`} employee={employee} place={place} />
      )}
      {screen === 'portal' && <EmployeePortal key={employee.key} employee={employee} />}
      {screen === 'phone' && employee.phone && (
        <EmployeePhone key={employee.key} employee={employee} phone={employee.phone} />
      )}
    </Panel>
  );
}

function waitingScreens(employee: PersonView, requests: readonly RequestView[]): ReadonlySet<Screen> {
  const inChat = [...screensWithCards(employee), ...screensWithCodes(employee, requests)];
  return new Set(employee.phone && hasPhoneNews(employee.phone) ? [...inChat, 'phone'] : inChat);
}
