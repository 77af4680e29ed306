import webhooks from 'twilio/lib/webhooks/webhooks.js';

/** Form fields as they came: untrimmed, unknown ones too, repeated ones as a list. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** Reads a form's body. What is signed are the decoded values, so that nothing may be trimmed or dropped. */
export function readForm(body: string): FormFields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body))
    fields.set(name, [...(fields.get(name) ?? []), value]);
  const form = Object.create(null) as Record<string, string | readonly string[]>;
  for (const [name, [first = '', ...more]] of fields) form[name] = more.length > 0 ? [first, ...more] : first;
  return form;
}

/** Whether Twilio sent exactly this to exactly this address. Compared in constant time. */
export function isSignedByTwilio(
  authToken: string,
  { signature, url, form }: { signature: string; url: string; form: FormFields },
): boolean {
  return webhooks.validateRequest(authToken, signature, url, form);
}
