import type { Phrases } from './phrases.ts';

/** Spanish. */
export const spanish: Phrases = {
  done: 'Hecho.',
  partlyDone: 'Parte de su petición está hecha:',
  restFollows: 'Un técnico se ocupa del resto y se pondrá en contacto con usted.',
  handedOver: 'Un técnico se ha hecho cargo de su petición y se pondrá en contacto con usted.',
  denied: 'Su petición no ha sido aprobada y no se ha cambiado nada.',
  reasonGiven: (reason) => `El motivo indicado: «${reason}»`,
  expired:
    'Su petición no se ha aprobado en 24 horas, así que ha caducado y no se ha cambiado nada. Puede volver a enviarla.',
  cancelled: 'Su petición se ha retirado y no se ha cambiado nada.',
  closedByTechnician: 'Un técnico ha cerrado su tique. No he cambiado nada.',
  takenOverByTechnician:
    'Un técnico se ha hecho cargo de su tique y se pondrá en contacto con usted. No he cambiado nada.',
  inPlace: 'Esto ya está así:',
  nothingChanged: 'No se ha cambiado nada.',
  askedBefore: (ticket) =>
    `Ya había pedido lo mismo y todavía espera aprobación${ticket ? ` (tique ${ticket})` : ''}. Tendrá noticias nuestras allí.`,
  ticket: (label) => `Tique ${label}`,
  passwordReady:
    'Su nueva contraseña temporal está lista. La verá una sola vez; al iniciar sesión elegirá una propia.',
  threadFull: 'Esta conversación se ha hecho muy larga. Por favor, empiece una nueva.',
  confirmation: {
    ask: ({ asked, code }) =>
      `¿Ha llamado usted a su servicio de informática? Ha pedido: «${asked}» Si es así, responda aquí con este código: ${code}. Si no ha sido usted, responda NO. No dé el código a nadie.`,
    confirmed: 'Gracias. Sigo adelante con su petición.',
    denied: 'Gracias por avisar. No se hace nada, y su equipo de informática lo sabe.',
    late: 'Ese código ya no es válido. Si todavía necesita algo, vuelva a llamar o escríbame.',
    spent: 'Ese no es el código. Un técnico se hace cargo.',
    wrong: (left) =>
      `Ese no es el código. Le ${left === 1 ? 'queda un intento' : `quedan ${left} intentos`}.`,
    no: ['no', 'no fui yo', 'no he sido yo'],
  },
};
