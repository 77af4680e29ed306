/*
 * Forms as the flows see them: semantic, rendered by each surface (a Slack modal, an Adaptive Card). Who may submit one is
 * checked again when it comes back, from the verified identity of whoever sent it.
 */

/** A form to fill in. */
export interface FormSpec {
  /** Which form it is, such as `policy set`: the registry in `admin/commands.ts` knows what becomes of it. */
  id: string;
  /** Comes back as it is with the values. It says what the form was about and is never trusted; no secrets. At most 2,000 characters. */
  state: string;
  /** At most `MAX_FORM_TITLE` characters. */
  title: string;
  /** Plain text above the fields; `• ` starts a list line. */
  intro?: string;
  fields: readonly FormField[];
  /** On the button, as long at most: `Save`. */
  submit: string;
}

/** One thing to fill in or to choose. */
export type FormField = {
  /** Unique in the form, `[a-zA-Z0-9_]+`. */
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
} & (
  | { kind: 'text'; value?: string; multiline?: boolean; maxLength?: number; example?: string }
  /** What is typed is a secret: entered where nobody else reads it, never shown again and never kept by the platform's chat. */
  | { kind: 'secret'; maxLength?: number }
  /** Exactly one of them; at most `MAX_OPTIONS`. */
  | { kind: 'choice'; options: readonly FormOption[]; value?: string }
  /** Any number of them; at most `MAX_OPTIONS`. */
  | { kind: 'choices'; options: readonly FormOption[]; values?: readonly string[] }
);

/** One thing to choose. */
export interface FormOption {
  /** At most `MAX_OPTION_LABEL` characters. */
  value: string;
  /** As people read it, as long at most. */
  label: string;
}

/** What was filled in, by the fields' names. A field that was left empty is absent; `choices` give lists. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;
