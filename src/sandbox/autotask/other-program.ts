import { OTHER_PROGRAM } from './authentication.ts';
import { NOTE_TYPE, PUBLISH, QUEUE, STATUS } from './picklists.ts';
import type { Seed } from './seed.ts';

/** Another program of the MSP's, with an API user of its own that may write in the name of technicians. */
export interface OtherProgram {
  /** Writes an internal note in a technician's name, or in its own. */
  programWrites(note: { ticketId: number; technician?: string; text: string }): Promise<void>;
  /** Opens a ticket for a contact in a technician's name, and gives its id. */
  programOpensTicket(ticket: { email: string; technician: string; summary: string }): Promise<number>;
}

/** It calls over HTTP as any program does. */
export function createOtherProgram({ seed, apiUrl }: { seed: Seed; apiUrl: () => string }): OtherProgram {
  async function post(path: string, technician: string | undefined, body: object): Promise<number> {
    const named = seed.resources.find(({ email }) => email === technician);
    const response = await fetch(`${apiUrl()}/${path}`, {
      method: 'POST',
      headers: {
        apiintegrationcode: OTHER_PROGRAM.integrationCode,
        username: OTHER_PROGRAM.username,
        secret: OTHER_PROGRAM.secret,
        ...(named && { impersonationresourceid: String(named.id) }),
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the other program was answered with ${response.status}`);
    return ((await response.json()) as { itemId: number }).itemId;
  }

  return {
    async programWrites({ ticketId, technician, text: description }) {
      const note = {
        description,
        noteType: NOTE_TYPE.taskNotes,
        publish: PUBLISH.internalProjectTeam,
      };
      await post(`Tickets/${ticketId}/Notes`, technician, note);
    },
    programOpensTicket({ email, technician, summary: title }) {
      const contact = seed.contacts.find(({ emailAddress }) => emailAddress === email);
      if (!contact) throw new Error(`nobody has the address ${email}`);
      const { id: contactID, companyID } = contact;
      const ticket = {
        title,
        companyID,
        contactID,
        status: STATUS.new,
        priority: 2,
        queueID: QUEUE.helpDesk,
      };
      return post('Tickets', technician, ticket);
    },
  };
}
