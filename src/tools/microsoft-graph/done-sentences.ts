import type { Language } from '../../models/client.ts';
import type { DoneSummary } from '../../models/plan.ts';

/** What was done, for whoever asked. Names are put in as the directory has them. */
interface DoneSentences {
  addedToGroup: (person: string, group: string) => string;
  removedFromGroup: (person: string, group: string) => string;
  licenceGiven: (person: string, licence: string) => string;
  licenceTaken: (person: string, licence: string) => string;
  roleGiven: (person: string, role: string, application: string) => string;
  roleTaken: (person: string, role: string, application: string) => string;
  passwordReset: (person: string) => string;
  signedOut: (person: string) => string;
  accountEnabled: (person: string) => string;
  accountDisabled: (person: string) => string;
  methodsRemoved: (person: string) => string;
}

const english: DoneSentences = {
  addedToGroup: (person, group) => `${person} was added to the group ${group}`,
  removedFromGroup: (person, group) => `${person} was removed from the group ${group}`,
  licenceGiven: (person, licence) => `${person} was given the licence ${licence}`,
  licenceTaken: (person, licence) => `The licence ${licence} was taken from ${person}`,
  roleGiven: (person, role, application) => `${person} was given the role ${role} in ${application}`,
  roleTaken: (person, role, application) => `The role ${role} in ${application} was taken from ${person}`,
  passwordReset: (person) =>
    `The password of ${person} was reset to a temporary one, to be changed at the next sign-in`,
  signedOut: (person) => `${person} was signed out everywhere`,
  accountEnabled: (person) => `The account of ${person} was enabled`,
  accountDisabled: (person) => `The account of ${person} was disabled`,
  methodsRemoved: (person) =>
    `The sign-in methods of ${person} were removed; they register new ones at the next sign-in`,
};

const german: DoneSentences = {
  addedToGroup: (person, group) => `${person} wurde in die Gruppe ${group} aufgenommen`,
  removedFromGroup: (person, group) => `${person} wurde aus der Gruppe ${group} entfernt`,
  licenceGiven: (person, licence) => `${person} hat die Lizenz ${licence} bekommen`,
  licenceTaken: (person, licence) => `Die Lizenz ${licence} wurde ${person} entzogen`,
  roleGiven: (person, role, application) => `${person} hat die Rolle ${role} in ${application} bekommen`,
  roleTaken: (person, role, application) => `Die Rolle ${role} in ${application} wurde ${person} entzogen`,
  passwordReset: (person) =>
    `Das Passwort von ${person} wurde auf ein vorläufiges gesetzt, das bei der nächsten Anmeldung zu ändern ist`,
  signedOut: (person) => `${person} wurde überall abgemeldet`,
  accountEnabled: (person) => `Das Konto von ${person} wurde freigegeben`,
  accountDisabled: (person) => `Das Konto von ${person} wurde gesperrt`,
  methodsRemoved: (person) =>
    `Die Anmeldemethoden von ${person} wurden entfernt; neue werden bei der nächsten Anmeldung eingerichtet`,
};

const spanish: DoneSentences = {
  addedToGroup: (person, group) => `Se ha añadido a ${person} al grupo ${group}`,
  removedFromGroup: (person, group) => `Se ha quitado a ${person} del grupo ${group}`,
  licenceGiven: (person, licence) => `Se ha asignado a ${person} la licencia ${licence}`,
  licenceTaken: (person, licence) => `Se ha retirado a ${person} la licencia ${licence}`,
  roleGiven: (person, role, application) => `Se ha asignado a ${person} el rol ${role} en ${application}`,
  roleTaken: (person, role, application) => `Se ha retirado a ${person} el rol ${role} en ${application}`,
  passwordReset: (person) =>
    `La contraseña de ${person} se ha cambiado por una temporal, que habrá que cambiar en el próximo inicio de sesión`,
  signedOut: (person) => `Se ha cerrado la sesión de ${person} en todas partes`,
  accountEnabled: (person) => `Se ha habilitado la cuenta de ${person}`,
  accountDisabled: (person) => `Se ha deshabilitado la cuenta de ${person}`,
  methodsRemoved: (person) =>
    `Se han eliminado los métodos de inicio de sesión de ${person}; se registran otros en el próximo inicio de sesión`,
};

const OTHERS = { de: german, es: spanish } as const satisfies Record<Exclude<Language, 'en'>, DoneSentences>;

/** What was done, in every language that callers are answered in. */
export function whatWasDone(sentence: (words: DoneSentences) => string): Required<DoneSummary> {
  return {
    doneSummary: sentence(english),
    doneSummaries: { de: sentence(OTHERS.de), es: sentence(OTHERS.es) },
  };
}
