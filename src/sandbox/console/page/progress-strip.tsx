import { type ReactNode, useId } from 'react';
import type { RequestView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Icon, type IconName } from './icons.tsx';
import {
  count,
  firstName,
  type SignatureLine,
  type Stage,
  type StageState,
  signatureLines,
  stagesOf,
  statusWords,
} from './progress.ts';
import { useSandboxNow } from './use-sandbox-now.ts';
import { clockTime } from './words.ts';

/** How far a request has come, and who has signed. */
export function ProgressStrip(props: { request: RequestView; onSelect: (id: string) => void }): ReactNode {
  const now = useSandboxNow();
  const { request, onSelect } = props;
  return (
    <section className="strip progress" aria-label="Progress of the request" data-panel="progress">
      <RequestPicker request={request} onSelect={onSelect} />
      <div className="progress-middle">
        <ol className="stages">
          {stagesOf(request, now).map((stage) => (
            <StageItem key={stage.name} stage={stage} />
          ))}
        </ol>
        <Figures request={request} />
      </div>
      <div className="signatures" role="group" aria-label="Signatures" aria-live="polite">
        {signatureLines(request).map((line) => (
          <Signature key={line.role} line={line} />
        ))}
      </div>
    </section>
  );
}

function RequestPicker(props: { request: RequestView; onSelect: (id: string) => void }): ReactNode {
  const { client } = usePage();
  const { request, onSelect } = props;
  const id = useId();
  return (
    <div className="request-picker">
      <p className={`request-status status-${request.status}`}>{statusWords(request)}</p>
      <p className="request-title">“{request.title}”</p>
      {client.requests.length > 1 ? (
        <>
          <label htmlFor={id} className="visually-hidden">
            Request
          </label>
          <select id={id} value={request.id} onChange={(event) => onSelect(event.target.value)}>
            {client.requests.map((one) => (
              <option key={one.id} value={one.id}>
                {clockTime(one.askedAt)} {firstName(one.requesterName)}, {statusWords(one)}: {one.title}
              </option>
            ))}
          </select>
        </>
      ) : (
        <p className="request-by">{request.requesterName}</p>
      )}
    </div>
  );
}

const STAGE_ICONS: Readonly<Record<StageState, IconName | undefined>> = {
  todo: undefined,
  now: 'search',
  waiting: 'clock',
  done: 'check',
  stopped: 'cross',
  skipped: 'minus',
};

const STAGE_WORDS: Readonly<Record<StageState, string>> = {
  todo: 'to come',
  now: 'under way',
  waiting: 'waiting',
  done: 'done',
  stopped: 'stopped',
  skipped: 'left out',
};

function StageItem({ stage }: { stage: Stage }): ReactNode {
  const icon = STAGE_ICONS[stage.state];
  return (
    <li className={`stage stage-${stage.state}`} aria-current={stage.state === 'now' ? 'step' : undefined}>
      <span className="stage-dot">{icon && <Icon name={icon} />}</span>
      <strong>
        {stage.name}
        <span className="visually-hidden"> ({STAGE_WORDS[stage.state]})</span>
      </strong>
      <small>{stage.detail}</small>
    </li>
  );
}

/** What it cost: counted, not estimated. */
function Figures({ request }: { request: RequestView }): ReactNode {
  const handedOver = request.outcome?.kind === 'handed_over' ? request.outcome.reason : undefined;
  return (
    <p className="figures">
      {handedOver && (
        <span className="figure-reason">
          <Icon name="hand" /> {handedOver}
        </span>
      )}
      <span>{count(request.modelCalls, 'model call')}</span>
      <span>{count(request.steps.filter(({ result }) => result === 'done').length, 'change')} made</span>
      <span>{count(request.saves, 'durable save')}</span>
      {request.outboxLeft > 0 && <span>{request.outboxLeft} to deliver</span>}
      {request.outboxDead > 0 && <span className="figure-bad">{request.outboxDead} undeliverable</span>}
    </p>
  );
}

function Signature({ line }: { line: SignatureLine }): ReactNode {
  return (
    <p className={`signature signature-${line.state}`}>
      <span className="signature-line">{line.words}</span>
      <small>
        {line.role}
        {line.state === 'signed' && ', approved'}
        {line.state === 'denied' && ', denied'}
      </small>
    </p>
  );
}
