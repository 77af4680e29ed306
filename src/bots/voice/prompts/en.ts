import type { Prompts } from './prompts.ts';

/** English. */
export const english: Prompts = {
  locale: 'en-US',
  greeting:
    'Hello, this is the IT service desk. You are talking to an automated assistant. The call is not recorded; what you ask for is written down.',
  askRequest:
    'Please tell me in one or two sentences what you need. For a human, say: a human please, or press 0.',
  askCompany: 'Which company do you work for?',
  askName: 'What is your first and last name?',
  readBack: ({ request, name, company }) =>
    `${name ? `You are ${name}${company ? ` of ${company}` : ''}. ` : company ? `You work for ${company}. ` : ''}You asked: ${request}.`,
  askCheck: 'Is that right? Say yes or press 1. To start over, say no or press 2.',
  nothingHeard: 'I did not hear anything.',
  notUnderstood: 'I am sorry, I did not understand that.',
  companyUnknown: 'I do not know that company. Please say its full name.',
  onceMore: 'All right, once more.',
  taken:
    'Thank you, I am passing it on now. You will hear from us by a text to your number on file, or in your company’s chat. Goodbye.',
  handedToHuman: 'All right. A technician will get back to you on your number on file. Goodbye.',
  silentEnd: 'I still cannot hear you, so I am hanging up. Nothing was passed on. Please call again.',
  noCompany:
    'I am sorry, I could not find your company, so I cannot take your request. Please ask your manager for the number of your service desk. Goodbye.',
  notTaken:
    'I am sorry, too many requests have come from here in a short time. Please call again later. Goodbye.',
  broken:
    'I am sorry, something is not working on our side. Nothing was passed on. Please call again in a few minutes.',
  callBack: {
    opening: 'Hello, this is your IT service desk, with an answer to your request.',
    again: 'Once more.',
    closing: 'That is all. Goodbye.',
  },
  textHint:
    'Texts to this number only answer what you were asked about a call. To make a request, please call it.',
  understood: {
    yes: new Set(
      'yes yeah yep yup sure correct right exactly okay ok absolutely confirm confirmed affirmative'.split(
        ' ',
      ),
    ),
    no: new Set('no nope nah wrong incorrect not isnt negative'.split(' ')),
    human: new Set(
      'human person agent operator representative technician somebody someone colleague people'.split(' '),
    ),
    aroundHuman: new Set(
      'a an the to with i me my want would like need id please can could may talk speak get give let put through connect transfer real live actual just hello hi no thanks for you us'.split(
        ' ',
      ),
    ),
    beforeName: [
      /^(?:hello|hi|yes|well|um|uh|so)[,.]?\s+/i,
      /^(?:my name is|my name's|this is|i am|i'm|it is|it's|the name is|name is)\s+/i,
    ],
    beforeCompany: [
      /^(?:hello|hi|yes|well|um|uh|so)[,.]?\s+/i,
      /^(?:i work (?:for|at)|i'm (?:with|from|at)|i am (?:with|from|at)|it's|it is|the company is|from|at|for)\s+/i,
      /^the\s+/i,
    ],
  },
};
