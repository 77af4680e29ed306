import type { Phrases } from './phrases.ts';

/** English. */
export const english: Phrases = {
  done: 'Done.',
  partlyDone: 'Part of your request is done:',
  restFollows: 'A technician takes care of the rest and will get back to you.',
  handedOver: 'A technician has taken over your request and will get back to you.',
  denied: 'Your request was not approved, and nothing was changed.',
  reasonGiven: (reason) => `The reason given: “${reason}”`,
  expired:
    'Your request was not approved within 24 hours, so it has expired and nothing was changed. You can send it again.',
  cancelled: 'Your request was withdrawn, and nothing was changed.',
  closedByTechnician: 'A technician has closed your ticket. I have changed nothing.',
  takenOverByTechnician:
    'A technician has taken over your ticket and will get back to you. I have changed nothing.',
  inPlace: 'This is in place already:',
  nothingChanged: 'Nothing was changed.',
  askedBefore: (ticket) =>
    `You have asked for the same before, and it is still waiting for approval${ticket ? ` (ticket ${ticket})` : ''}. You will hear from us there.`,
  ticket: (label) => `Ticket ${label}`,
  passwordReady:
    'Your new temporary password is ready. You will see it once; you choose your own when you sign in.',
  threadFull: 'This conversation has become very long. Please start a new one.',
  confirmation: {
    ask: ({ asked, code }) =>
      `Did you call your IT service desk? You asked: “${asked}” If so, answer here with this code: ${code}. If it was not you, answer NO. Tell the code to nobody.`,
    confirmed: 'Thank you. I am going on with your request.',
    denied: 'Thank you for telling me. Nothing is done, and your IT team knows of it.',
    late: 'That code is not valid any more. If you still need something, please call again or write to me.',
    spent: 'That is not the code. A technician takes over.',
    wrong: (left) => `That is not the code. You have ${left === 1 ? 'one try' : `${left} tries`} left.`,
    no: ['no', 'not me', 'it was not me', "it wasn't me"],
  },
};
