import type { Prompts } from './prompts.ts';

/** Spanish. */
export const spanish: Prompts = {
  locale: 'es-ES',
  greeting:
    'Hola, este es el servicio de informática. Habla con un asistente automático. La llamada no se graba; lo que usted pida queda por escrito.',
  askRequest:
    'Por favor, diga en una o dos frases qué necesita. Para hablar con una persona, diga: una persona por favor, o pulse 0.',
  askCompany: '¿Para qué empresa trabaja?',
  askName: '¿Cuál es su nombre y apellido?',
  readBack: ({ request, name, company }) =>
    `${name ? `Usted es ${name}${company ? ` de ${company}` : ''}. ` : company ? `Usted trabaja para ${company}. ` : ''}Ha pedido: ${request}.`,
  askCheck: '¿Es correcto? Diga sí o pulse 1. Para empezar de nuevo, diga no o pulse 2.',
  nothingHeard: 'No he oído nada.',
  notUnderstood: 'Lo siento, no le he entendido.',
  companyUnknown: 'No conozco esa empresa. Por favor, diga su nombre completo.',
  onceMore: 'De acuerdo, empecemos de nuevo.',
  taken:
    'Gracias, lo transmito ahora mismo. Tendrá noticias nuestras por un mensaje de texto a su número registrado o en el chat de su empresa. Adiós.',
  handedToHuman: 'De acuerdo. Un técnico le llamará a su número registrado. Adiós.',
  silentEnd: 'Sigo sin oírle, así que voy a colgar. No se ha transmitido nada. Por favor, vuelva a llamar.',
  noCompany:
    'Lo siento, no he encontrado su empresa y no puedo recoger su petición. Pregunte a su responsable por el número de su servicio de informática. Adiós.',
  notTaken:
    'Lo siento, han llegado demasiadas peticiones desde aquí en poco tiempo. Por favor, llame más tarde. Adiós.',
  broken:
    'Lo siento, algo no funciona de nuestro lado. No se ha transmitido nada. Por favor, vuelva a llamar dentro de unos minutos.',
  callBack: {
    opening: 'Hola, este es su servicio de informática, con una respuesta a su petición.',
    again: 'Se lo repito.',
    closing: 'Eso es todo. Adiós.',
  },
  textHint:
    'Los mensajes a este número solo responden a lo que se le preguntó sobre una llamada. Para una petición nueva, llame a este número.',
  understood: {
    yes: new Set('si claro correcto exacto exactamente vale bien acuerdo cierto confirmo'.split(' ')),
    no: new Set('no incorrecto mal falso tampoco'.split(' ')),
    human: new Set(
      'persona humano humana agente operador operadora tecnico tecnica alguien companero'.split(' '),
    ),
    aroundHuman: new Set(
      'un una el la con a de quiero quisiera querria necesito me gustaria puedo puede podria por favor hablar pasar paseme comunicar comuniqueme real verdad hola no gracias'.split(
        ' ',
      ),
    ),
    beforeName: [/^(?:hola|sí|si|bueno|eh)[,.]?\s+/i, /^(?:me llamo|mi nombre es|soy|habla|le habla|es)\s+/i],
    beforeCompany: [
      /^(?:hola|sí|si|bueno|eh)[,.]?\s+/i,
      /^(?:trabajo (?:para|en)|soy de|la empresa (?:es|se llama)|es|de|en|para)\s+/i,
      /^(?:el|la)\s+/i,
    ],
  },
};
