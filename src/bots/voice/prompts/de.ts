import type { Prompts } from './prompts.ts';

/** German. */
export const german: Prompts = {
  locale: 'de-DE',
  greeting:
    'Guten Tag, hier ist der IT-Service. Sie sprechen mit einem automatischen Assistenten. Das Gespräch wird nicht aufgezeichnet; Ihr Anliegen wird aufgeschrieben.',
  askRequest:
    'Bitte sagen Sie in ein oder zwei Sätzen, was Sie brauchen. Für einen Menschen sagen Sie: einen Menschen bitte, oder drücken Sie die 0.',
  askCompany: 'Für welches Unternehmen arbeiten Sie?',
  askName: 'Wie lautet Ihr Vor- und Nachname?',
  readBack: ({ request, name, company }) =>
    `${name ? `Sie sind ${name}${company ? ` von ${company}` : ''}. ` : company ? `Sie arbeiten für ${company}. ` : ''}Ihr Anliegen: ${request}.`,
  askCheck:
    'Ist das richtig? Sagen Sie ja oder drücken Sie die 1. Um neu zu beginnen, sagen Sie nein oder drücken Sie die 2.',
  nothingHeard: 'Ich habe nichts gehört.',
  notUnderstood: 'Das habe ich leider nicht verstanden.',
  companyUnknown: 'Dieses Unternehmen kenne ich nicht. Bitte nennen Sie den vollen Namen.',
  onceMore: 'Gut, noch einmal von vorn.',
  taken:
    'Vielen Dank, ich gebe es jetzt weiter. Sie hören von uns per SMS an Ihre hinterlegte Nummer oder im Chat Ihres Unternehmens. Auf Wiederhören.',
  handedToHuman: 'Gut. Ein Techniker meldet sich unter Ihrer hinterlegten Nummer bei Ihnen. Auf Wiederhören.',
  silentEnd:
    'Ich kann Sie weiterhin nicht hören und lege jetzt auf. Es wurde nichts weitergegeben. Bitte rufen Sie noch einmal an.',
  noCompany:
    'Leider habe ich Ihr Unternehmen nicht gefunden und kann Ihr Anliegen nicht aufnehmen. Bitte fragen Sie Ihre Führungskraft nach der Nummer Ihres IT-Service. Auf Wiederhören.',
  notTaken:
    'Leider kamen von hier in kurzer Zeit zu viele Anliegen. Bitte rufen Sie später noch einmal an. Auf Wiederhören.',
  broken:
    'Leider funktioniert bei uns gerade etwas nicht. Es wurde nichts weitergegeben. Bitte rufen Sie in einigen Minuten noch einmal an.',
  callBack: {
    opening: 'Guten Tag, hier ist Ihr IT-Service mit einer Antwort auf Ihr Anliegen.',
    again: 'Noch einmal.',
    closing: 'Das war alles. Auf Wiederhören.',
  },
  textHint:
    'SMS an diese Nummer beantworten nur, was Sie zu einem Anruf gefragt wurden. Für ein neues Anliegen rufen Sie bitte hier an.',
  understood: {
    yes: new Set('ja jawohl jo jep genau richtig stimmt korrekt okay ok passt sicher'.split(' ')),
    no: new Set('nein nee ne nicht falsch stopp'.split(' ')),
    human: new Set(
      'mensch menschen person mitarbeiter mitarbeiterin techniker technikerin kollegen kollegin jemand jemanden jemandem vermittlung'.split(
        ' ',
      ),
    ),
    aroundHuman: new Set(
      'ein eine einen einem einer der die das den dem mit zu zum an ich mich mir will mochte wurde gern gerne brauche hatte bitte kann konnen sie sprechen reden verbinden durchstellen echten echter echte richtigen hallo guten tag nein danke'.split(
        ' ',
      ),
    ),
    beforeName: [
      /^(?:hallo|guten tag|ja|also|äh|ähm)[,.]?\s+/i,
      /^(?:mein name ist|ich heiße|ich heisse|ich bin|hier ist|hier spricht|das ist|name ist)\s+/i,
      /^(?:der|die|herr|frau)\s+/i,
    ],
    beforeCompany: [
      /^(?:hallo|guten tag|ja|also|äh|ähm)[,.]?\s+/i,
      /^(?:ich arbeite (?:für|bei)|ich bin (?:von|bei)|das ist|das unternehmen (?:heißt|ist)|für|bei|von)\s+/i,
      /^(?:der|die|das|dem)\s+/i,
    ],
  },
};
