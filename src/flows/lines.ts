/** Everything that some program breaks a line at. */
const LINE_BREAK = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/** On one line: a name with a line break in it could pass for a line of ours. */
export function oneLine(text: string): string {
  return text.split(LINE_BREAK).join(' ').trim();
}

/** Somebody's words, each line marked as theirs. */
export function quoted(text: string): string {
  return text
    .split(LINE_BREAK)
    .map((line) => `> ${line}`)
    .join('\n');
}
