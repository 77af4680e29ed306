import type { ReactNode } from 'react';
import { usePage } from './context.ts';
import { Icon, Mark } from './icons.tsx';
import { Segmented } from './segmented.tsx';
import { useSandboxNow } from './use-sandbox-now.ts';
import { clockTime, dayOf } from './words.ts';

interface TopBarProps {
  connected: boolean;
  onClient: (key: string) => void;
  onPolicies: () => void;
  onRunbooks: () => void;
}

/** Client, mode, clock and connection. */
export function TopBar({ connected, onClient, onPolicies, onRunbooks }: TopBarProps): ReactNode {
  const { state, client, send } = usePage();
  return (
    <header className="top-bar">
      <h1>
        <Mark />
        Countersign
        <span className={`sandbox-badge ${connected ? '' : 'lost'}`}>
          {connected ? 'Sandbox' : 'Not connected'}
        </span>
      </h1>
      <Segmented
        label="Client"
        className="client-switch"
        options={state.clients.map(({ key, name }) => ({ key, label: name }))}
        selected={client.key}
        onSelect={onClient}
      />
      <div className="top-bar-tools">
        <Segmented
          label={`Operating mode of ${client.name}`}
          className="mode-switch"
          options={[
            { key: 'plan', label: 'Plan only', hint: 'Look, write one internal note, stop' },
            { key: 'execute', label: 'Execute', hint: 'The whole flow, with signatures' },
          ]}
          selected={client.mode}
          onSelect={(mode) => void send({ kind: 'mode', client: client.key, mode })}
        />
        <button type="button" className="button" onClick={onPolicies}>
          <Icon name="sliders" /> Policies
        </button>
        <button type="button" className="button" onClick={onRunbooks}>
          <Icon name="book" /> Runbooks
        </button>
        <ClockControl />
        <button type="button" className="button button-quiet" onClick={() => void send({ kind: 'reset' })}>
          <Icon name="reset" /> Reset
        </button>
      </div>
    </header>
  );
}

function ClockControl(): ReactNode {
  const { send, busy } = usePage();
  const now = useSandboxNow();
  return (
    <div className="clock" role="group" aria-label="Clock of the sandbox">
      <span className="clock-face" title="The sandbox’s own clock">
        <Icon name="clock" />
        <span className="clock-day">{dayOf(now)}</span>
        <b>{clockTime(now)}</b>
      </span>
      {[1, 24].map((hours) => (
        <button
          key={hours}
          type="button"
          disabled={busy}
          aria-label={`Move the clock ${hours} hour${hours === 1 ? '' : 's'} forward`}
          onClick={() => void send({ kind: 'clock', hours })}
        >
          +{hours} h
        </button>
      ))}
    </div>
  );
}
