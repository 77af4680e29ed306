/** What each employee could ask, in the order in which it is interesting. The scripted model knows these. */
export const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  dana: [
    'I need access to Zendesk',
    'I have a new phone and cannot approve sign-ins any more',
    'I need access to the finance share',
    'I forgot my password',
    'I need a Visio licence',
  ],
  max: ['Noor Nasser has left, please disable her account', 'Remove Noor Nasser’s access to Zendesk'],
  priya: ['I forgot my password', 'Which groups am I in?'],
  sam: ['I forgot my password', 'I need access to Zendesk'],
  lee: ['I need access to Zendesk', 'I lost my phone', 'Who is my manager?'],
  bea: ['I need access to Case Files', 'I clicked on a bad link'],
  carl: ['I need access to DocuSign', 'Sign me out everywhere'],
};
