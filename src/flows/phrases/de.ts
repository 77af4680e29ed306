import type { Phrases } from './phrases.ts';

/** German. */
export const german: Phrases = {
  done: 'Erledigt.',
  partlyDone: 'Ein Teil Ihres Anliegens ist erledigt:',
  restFollows: 'Um den Rest kümmert sich ein Techniker und meldet sich bei Ihnen.',
  handedOver: 'Ein Techniker hat Ihr Anliegen übernommen und meldet sich bei Ihnen.',
  denied: 'Ihr Anliegen wurde nicht genehmigt, und es wurde nichts geändert.',
  reasonGiven: (reason) => `Die Begründung: „${reason}“`,
  expired:
    'Ihr Anliegen wurde nicht innerhalb von 24 Stunden genehmigt. Es ist abgelaufen, und es wurde nichts geändert. Sie können es noch einmal stellen.',
  cancelled: 'Ihr Anliegen wurde zurückgezogen, und es wurde nichts geändert.',
  closedByTechnician: 'Ein Techniker hat Ihr Ticket geschlossen. Ich habe nichts geändert.',
  takenOverByTechnician:
    'Ein Techniker hat Ihr Ticket übernommen und meldet sich bei Ihnen. Ich habe nichts geändert.',
  inPlace: 'Das ist schon so:',
  nothingChanged: 'Es wurde nichts geändert.',
  askedBefore: (ticket) =>
    `Darum haben Sie schon gebeten, und es wartet noch auf Genehmigung${ticket ? ` (Ticket ${ticket})` : ''}. Sie hören dort von uns.`,
  ticket: (label) => `Ticket ${label}`,
  passwordReady:
    'Ihr neues vorläufiges Passwort ist da. Sie sehen es nur einmal; bei der Anmeldung wählen Sie ein eigenes.',
  threadFull: 'Dieses Gespräch ist sehr lang geworden. Bitte beginnen Sie ein neues.',
  confirmation: {
    ask: ({ asked, code }) =>
      `Haben Sie Ihren IT-Service angerufen? Ihr Anliegen: „${asked}“ Wenn ja, antworten Sie hier mit diesem Code: ${code}. Wenn Sie das nicht waren, antworten Sie NEIN. Geben Sie den Code niemandem weiter.`,
    confirmed: 'Vielen Dank. Ich bearbeite Ihr Anliegen weiter.',
    denied: 'Danke für den Hinweis. Es geschieht nichts, und Ihr IT-Team weiß Bescheid.',
    late: 'Dieser Code gilt nicht mehr. Wenn Sie noch etwas brauchen, rufen Sie bitte noch einmal an oder schreiben Sie mir.',
    spent: 'Das ist nicht der Code. Ein Techniker übernimmt.',
    wrong: (left) =>
      `Das ist nicht der Code. Sie haben noch ${left === 1 ? 'einen Versuch' : `${left} Versuche`}.`,
    no: ['nein', 'nicht ich', 'ich war das nicht', 'das war ich nicht'],
  },
};
