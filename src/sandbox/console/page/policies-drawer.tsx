import type { ReactNode } from 'react';
import type { PolicyName, PolicyView } from '../console-state.ts';
import { AskingPlaces } from './asking-places.tsx';
import { usePage } from './context.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';

const CHOICES: readonly { policy: PolicyName; label: string }[] = [
  { policy: 'auto', label: 'Auto' },
  { policy: 'approval_needed', label: 'Technician' },
  { policy: 'approval_needed with manager', label: 'Technician + manager' },
  { policy: 'disabled', label: 'Disabled' },
];

const SOURCES: Readonly<Record<PolicyView['source'], string>> = {
  default: 'by default',
  msp: 'by Harbor IT',
  client: 'set for this client',
};

/** Who has to sign for each tool at the client that is looked at, and where they are asked. */
export function PoliciesDrawer({ onClose }: { onClose: () => void }): ReactNode {
  const { client, send } = usePage();
  const writes = client.policies.filter(({ kind }) => kind === 'write');
  const reads = client.policies.filter(({ kind }) => kind === 'read');
  const setAll = async (policy: PolicyName | null) => {
    for (const { tool } of writes) await send({ kind: 'policy', client: client.key, tool, policy });
  };
  return (
    <Dialog label={`Policies of ${client.name}`} className="drawer" onClose={onClose}>
      <header className="drawer-header">
        <div>
          <p className="eyebrow">{client.name}</p>
          <h2>Who signs for what</h2>
        </div>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <AskingPlaces />
      <p className="drawer-words">
        The strictest step decides for the whole plan. An administrator as target always needs the manager
        too, and a disabled tool is not even offered to the agent.
      </p>
      <div className="drawer-all">
        <button type="button" className="button" onClick={() => void setAll('auto')}>
          Everything auto
        </button>
        <button type="button" className="button" onClick={() => void setAll(null)}>
          Back to defaults
        </button>
      </div>
      <PolicyList heading="Tools that change something" policies={writes} />
      <details>
        <summary>Tools that only look ({reads.length})</summary>
        <PolicyList heading="Tools that only look" policies={reads} />
      </details>
    </Dialog>
  );
}

function PolicyList({ heading, policies }: { heading: string; policies: readonly PolicyView[] }): ReactNode {
  return (
    <ul className="policies" aria-label={heading}>
      {policies.map((policy) => (
        <PolicyRow key={policy.tool} policy={policy} />
      ))}
    </ul>
  );
}

function PolicyRow({ policy }: { policy: PolicyView }): ReactNode {
  const { client, send, busy } = usePage();
  const set = (value: PolicyName | null) =>
    void send({ kind: 'policy', client: client.key, tool: policy.tool, policy: value });
  return (
    <li className="policy">
      <div>
        <b id={`policy-${policy.tool}`}>{policy.title}</b>
        {policy.highRisk && (
          <span className="badge badge-risk">
            <Icon name="warning" /> High risk
          </span>
        )}
        <small>
          {SOURCES[policy.source]}
          {policy.source === 'client' && (
            <button type="button" className="link-button" disabled={busy} onClick={() => set(null)}>
              undo
            </button>
          )}
        </small>
      </div>
      <select
        aria-labelledby={`policy-${policy.tool}`}
        className={`policy-select policy-${policy.policy.replaceAll(' ', '-')}`}
        value={policy.policy}
        disabled={busy}
        onChange={(event) => set(event.target.value as PolicyName)}
      >
        {CHOICES.filter(({ policy: choice }) => policy.kind === 'write' || !choice.includes('manager')).map(
          ({ policy: choice, label }) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ),
        )}
      </select>
    </li>
  );
}
