import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { ModalView, PersonView, SlackBlock } from '../console-state.ts';
import { BlockKit } from './block-kit.tsx';
import { usePage } from './context.ts';
import { Dialog } from './dialog.tsx';
import { type FieldValue, type InputWords, inputWords } from './slack-input.ts';

/** A modal that the bot opened on somebody's screen. */
export function SlackModal({ modal, viewer }: { modal: ModalView; viewer: PersonView }): ReactNode {
  const { send, busy } = usePage();
  const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>(() => initialValues(modal));
  const dismiss = () => void send({ kind: 'dismiss', person: viewer.key, modalId: modal.id });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const filled = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]);
    void send({
      kind: 'submit',
      person: viewer.key,
      modalId: modal.id,
      values: Object.fromEntries(filled) as Record<string, string | string[]>,
    });
  };
  return (
    <Dialog label={modal.title} className="sheet slack-modal" onClose={dismiss}>
      <p className="eyebrow">On {viewer.name}’s screen</p>
      <h3>{modal.title}</h3>
      <form onSubmit={submit}>
        {modal.blocks.map((block, index) => (
          <ModalBlock
            key={block.block_id ?? index}
            {...{ block, modal, viewer }}
            value={values[block.block_id ?? ''] ?? ''}
            onValue={(value) => setValues((all) => ({ ...all, [block.block_id ?? '']: value }))}
          />
        ))}
        <div className="sheet-actions">
          <button type="button" className="button" onClick={dismiss}>
            {modal.closeLabel}
          </button>
          {modal.submitLabel && (
            <button type="submit" className="button button-primary" disabled={busy}>
              {modal.submitLabel}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function initialValues({ blocks }: ModalView): Readonly<Record<string, FieldValue>> {
  const inputs = blocks.filter(({ type }) => type === 'input');
  return Object.fromEntries(inputs.map((block) => [block.block_id ?? '', inputWords(block).initial]));
}

interface ModalBlockProps {
  block: SlackBlock;
  modal: ModalView;
  viewer: PersonView;
  value: FieldValue;
  onValue: (value: FieldValue) => void;
}

/** The renderer's own inputs keep what was typed to themselves: inputs are ours, everything else is the renderer's. */
function ModalBlock({ block, modal, viewer, value, onValue }: ModalBlockProps): ReactNode {
  if (block.type !== 'input')
    return <BlockKit blocks={[block]} viewer={viewer} place={{ kind: 'modal', id: modal.id }} />;
  const error = modal.errors[block.block_id ?? ''];
  return <ModalInput words={inputWords(block)} {...{ value, onValue }} {...(error && { error })} />;
}

interface ModalInputProps {
  words: InputWords;
  error?: string;
  value: FieldValue;
  onValue: (value: FieldValue) => void;
}

function ModalInput({ words, error, value, onValue }: ModalInputProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {words.label} {!words.required && <small>optional</small>}
      </label>
      <ModalField
        {...{ words, value, onValue }}
        attributes={{
          id,
          required: words.required,
          'aria-describedby': `${id}-hint`,
          'aria-invalid': error !== undefined,
        }}
      />
      <p id={`${id}-hint`} className={error ? 'field-error' : 'field-hint'}>
        {error ?? words.hint}
      </p>
    </div>
  );
}

interface ModalFieldProps extends Omit<ModalInputProps, 'error'> {
  attributes: { id: string; required: boolean; 'aria-describedby': string; 'aria-invalid': boolean };
}

function ModalField({ words, value, onValue, attributes }: ModalFieldProps): ReactNode {
  if (words.options) return <ModalSelect {...{ words, value, onValue, attributes }} />;
  const shared = {
    ...attributes,
    value: String(value),
    placeholder: words.placeholder,
    ...(words.maxLength !== undefined && { maxLength: words.maxLength }),
  };
  return words.multiline ? (
    <textarea rows={3} {...shared} onChange={(event) => onValue(event.target.value)} />
  ) : (
    <input type="text" {...shared} onChange={(event) => onValue(event.target.value)} />
  );
}

function ModalSelect({ words, value, onValue, attributes }: ModalFieldProps): ReactNode {
  const { options = [], several } = words;
  return (
    <select
      {...attributes}
      multiple={several}
      value={several ? [value].flat() : String(value)}
      onChange={(event) => {
        const chosen = [...event.target.selectedOptions].map((option) => option.value);
        onValue(several ? chosen : (chosen[0] ?? ''));
      }}
    >
      {!several && <option value="">Choose…</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
