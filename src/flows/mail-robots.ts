import type { Ticket } from '../tools/psa.ts';

/** How mail programs begin what they send by themselves, in subjects and in first lines. */
const AUTOMATIC =
  /^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|undeliver(?:able|ed)|delivery (?:status notification|has failed|failure)|mail delivery (?:failed|subsystem)|returned mail|abwesenheits|réponse automatique)/iu;
/** As people write the text that is sent while they are away. */
const AWAY =
  /^\s*i(?:['’]m| am)(?: \w+)? (?:out of (?:the )?office|on (?:\w+ )?(?:leave|vacation|holiday))\b/iu;
const OUR_FOOTER = /\[countersign [^\s\]]+\]/;

/** A ticket made of what a mail program sent, or of our own words coming back: answering it could go on for ever. */
export function isTicketOfMailRobot({ summary, description = '' }: Ticket): boolean {
  return AUTOMATIC.test(summary) || OUR_FOOTER.test(`${summary}\n${description}`);
}

/** An answer that nobody wrote to `question`. A quoted question below a person's own words is none. */
export function isAutomaticAnswer(text: string, question: string | undefined): boolean {
  const isEcho = question !== undefined && text.trim().startsWith(question.trim());
  return isEcho || AUTOMATIC.test(text) || AWAY.test(text);
}
