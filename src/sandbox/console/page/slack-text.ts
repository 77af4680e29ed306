/*
 * slack-blocks-to-jsx reads every text as Markdown after undoing Slack's escapes, so that `&lt;@U1&gt;`, which Slack shows
 * as plain characters, would become a live mention, and `[a](b)` a link. An invisible character where such syntax
 * would begin keeps it what Slack makes of it.
 */
const WORD_JOINER = '\u2060';

/** `verbatim` tells Slack to make no links of bare addresses; the renderer takes it for "no formatting". */
export function withoutBareLinks(mrkdwn: string): string {
  return mrkdwn.replace(/(?<!<)\b(https?:)(?=\/\/)/g, `$1${WORD_JOINER}`);
}

/** Slack mrkdwn, so that the renderer shows what Slack would. */
export function renderableMrkdwn(mrkdwn: string): string {
  return mrkdwn
    .replaceAll('](', `]${WORD_JOINER}(`)
    .replaceAll('&lt;', `<${WORD_JOINER}`)
    .replaceAll('&gt;', `${WORD_JOINER}>`)
    .replaceAll('&amp;', '&');
}
