import { type ReactNode, useEffect, useState } from 'react';
import type { ConsoleState } from '../console-state.ts';
import { hasWaitingCard, ManagerPanel, TechnicianPanel } from './approver-panels.tsx';
import { PageContextProvider } from './context.ts';
import { DirectoryPanel } from './directory-panel.tsx';
import { EmployeePanel } from './employee-panel.tsx';
import { FirstPath, guidedSteps } from './first-path.tsx';
import { Icon } from './icons.tsx';
import { type PhoneTab, PhoneTabs } from './phone-tabs.tsx';
import { PoliciesDrawer } from './policies-drawer.tsx';
import { ProgressStrip } from './progress-strip.tsx';
import { RunbooksDrawer } from './runbooks-drawer.tsx';
import { TicketPanel } from './ticket-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { type Console, useConsole } from './use-console.ts';
import { useSelection } from './use-selection.ts';

/** The sandbox on one page: everybody's screen at once. */
export function App(): ReactNode {
  const desk = useConsole();
  if (!desk.state)
    return <p className="boot">{desk.connected ? 'Opening the sandbox…' : 'The sandbox does not answer.'}</p>;
  return <Desk desk={desk} state={desk.state} />;
}

function Desk({ desk, state }: { desk: Console; state: ConsoleState }): ReactNode {
  const selection = useSelection(state);
  const [drawer, setDrawer] = useState<'policies' | 'runbooks'>();
  const [tab, setTab] = useState<PhoneTab>('ask');
  useSigningAtWhatWaits(tab);
  if (!selection) return <p className="boot">There is nobody in this sandbox.</p>;
  const { client, request, employee, technician, manager } = selection;
  const guided = guidedSteps(client.requests);
  const requester = client.people.find(({ key }) => key === request?.requesterKey) ?? employee;
  const asked = [technician, ...(manager ? [manager] : [])];
  const news: PhoneTab[] = [
    ...(asked.some(hasWaitingCard) ? (['sign'] as const) : []),
    ...(guided.includes(2) ? (['ticket'] as const) : []),
    ...(guided.includes(4) ? (['directory'] as const) : []),
  ];
  const page = { state, client, guided, busy: desk.busy, send: desk.send, ...(request && { request }) };
  return (
    <PageContextProvider value={page}>
      <div className="page" data-tab={tab}>
        <TopBar
          connected={desk.connected}
          onClient={selection.selectClient}
          onPolicies={() => setDrawer('policies')}
          onRunbooks={() => setDrawer('runbooks')}
        />
        {request ? <ProgressStrip request={request} onSelect={selection.selectRequest} /> : <FirstPath />}
        <main>
          <div className="column">
            <EmployeePanel employee={employee} onSelect={selection.selectEmployee} />
            <DirectoryPanel employee={employee} />
          </div>
          <div className="column">
            <TicketPanel technician={technician} />
          </div>
          <div className="column">
            <TechnicianPanel technician={technician} onSelect={selection.selectTechnician} />
            <ManagerPanel reportName={requester.name} {...(manager && { manager })} />
          </div>
        </main>
        <PhoneTabs selected={tab} news={news} onSelect={setTab} />
        {drawer === 'policies' && <PoliciesDrawer onClose={() => setDrawer(undefined)} />}
        {drawer === 'runbooks' && <RunbooksDrawer onClose={() => setDrawer(undefined)} />}
        <Notice desk={desk} />
      </div>
    </PageContextProvider>
  );
}

/** On a narrow screen all who sign stand in one column: it begins with the newest card that asks. */
function useSigningAtWhatWaits(tab: PhoneTab): void {
  useEffect(() => {
    if (tab !== 'sign') return;
    const cards = ['technician', 'manager'].flatMap(
      (panel) => [...document.querySelectorAll(`[data-panel="${panel}"] [data-asks="true"]`)].at(-1) ?? [],
    );
    cards[0]?.scrollIntoView({ block: 'start' });
  }, [tab]);
}

function Notice({ desk }: { desk: Console }): ReactNode {
  return (
    <div className="notice-place" role="status">
      {desk.notice && (
        <p className="notice">
          {desk.notice}
          <button type="button" className="icon-button" aria-label="Close" onClick={desk.dismissNotice}>
            <Icon name="cross" />
          </button>
        </p>
      )}
    </div>
  );
}
