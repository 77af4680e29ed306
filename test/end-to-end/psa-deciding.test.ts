import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../src/models/conversation.ts';
import type { PersonDocument } from '../../src/models/mongoose/person-document.ts';
import type { Person } from '../../src/models/person.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { codeOn, DANA, opens, ours, PSAS, requestOn, resetBetween, ZENDESK } from '../support/psa-desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const refusals = async () =>
  (await desk.audit()).filter(({ action }) => action === 'decision_refused').map(({ details }) => details);

describe.each(PSAS)('deciding by notes in %s', (psa) => {
  const people = () => desk.psa[psa];
  const internal = async ({ ticket }: ServiceRequest) =>
    ours(desk.notes(await requestOn(desk, ticket?.id ?? ''))).internal;
  const writes = (request: ServiceRequest, technician: string, text: string) =>
    people().technicianWrites({ ticketId: request.ticket?.id ?? '', technician, text });
  const now = (request: ServiceRequest) => requestOn(desk, request.ticket?.id ?? '');
  const whys = async () => (await refusals()).map(({ why }) => String(why));
  const person = async (technician: string): Promise<Person> => {
    const user = `U0${technician.toUpperCase()}`;
    const found = await desk.app.stores.people.byIdentity({ provider: 'slack', tenant: 'T0HARBOR', user });
    if (!found) throw new Error(`${technician} is nobody`);
    return found;
  };
  /** Takes the PSA account from a technician, and returns it. */
  const unlinks = async (technician: string): Promise<Identity> => {
    const { id, identities } = await person(technician);
    const account = identities.find(({ provider }) => provider === psa);
    const change = { $pull: { identities: { provider: psa } } };
    await desk.database.connection.collection<PersonDocument>('people').updateOne({ _id: id }, change);
    if (!account) throw new Error(`${technician} has no account in ${psa}`);
    return account;
  };
  /** Both are there before either is read. */
  const writeUnseen = async (write: () => void) => {
    people().sendWebhooks(false);
    write();
    await desk.app.runDue();
    people().sendWebhooks(true);
    await desk.settled();
  };

  beforeEach(async () => {
    await resetBetween(desk);
    await desk.tickets({ psa, decideByNote: true, approvalChannels: ['slack', psa] });
  });

  it('runs a plan once when two technicians approve before either note is read', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const text = `approve ${codeOn(desk, request)}`;
    await writeUnseen(() => {
      writes(request, 'theo', text);
      writes(request, 'tess', text);
      writes(request, 'theo', text);
    });

    expect((await now(request)).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
  });

  it('denies when there is an approval and a denial, whichever was written first', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const code = codeOn(desk, request);
    await writeUnseen(() => {
      writes(request, 'theo', `approve ${code}`);
      writes(request, 'tess', `deny ${code} not yet`);
    });

    expect((await now(request)).status).toBe('denied');
    expect(desk.writes()).toEqual([]);
  });

  it('denies what was approved, as long as the other signature is missing', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    const request = await opens(desk, psa, ZENDESK);
    const code = codeOn(desk, request);
    const card = desk.card('max');
    writes(request, 'theo', `approve ${code}`);
    await desk.settled();
    writes(request, 'tess', `deny ${code} she is leaving`);
    await desk.settled();
    await desk.slack.clicks('max', card, 'approval_approve');
    await desk.settled();

    expect((await now(request)).status).toBe('denied');
    expect((await now(request)).outcome?.reason).toContain('Tess Tanaka');
    expect(desk.writes()).toEqual([]);
  });

  it.each([
    [
      'changed',
      (noteId: string) => people().technicianEdits({ noteId, technician: 'theo', text: 'Never mind' }),
    ],
    ['deleted', (noteId: string) => people().technicianDeletes({ noteId, technician: 'theo' })],
  ] as const)(
    'runs nothing when the note that approved is %s before the plan begins',
    async (_how, happens) => {
      await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
      const request = await opens(desk, psa, ZENDESK);
      const noteId = writes(request, 'theo', `approve ${codeOn(desk, request)}`);
      await desk.settled();
      desk.clock.advance({ ms: 5_000 });
      happens(noteId);
      await desk.settled();
      await desk.approve('max');

      expect((await now(request)).status).toBe('handed_over');
      expect(desk.writes()).toEqual([]);
      expect((await internal(request)).at(-1)).toMatch(
        /void: The note by which Theo Brandt approved was changed/u,
      );
      expect(desk.told('tess').join()).toContain('Handed over to you');
    },
  );

  it('decides nothing after the deadline, though no job has run', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const code = codeOn(desk, request);
    desk.clock.advance({ hours: 24, ms: 1 });
    writes(request, 'theo', `approve ${code}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('expired')]);
    expect(desk.writes()).toEqual([]);
  });

  it('refuses a technician whose account is linked to nobody', async () => {
    const request = await opens(desk, psa, ZENDESK);
    await unlinks('theo');
    writes(request, 'theo', `approve ${codeOn(desk, request)}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('do not know you')]);
  });

  it('refuses a technician whom the client does not have', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const { id } = await person('tess');
    const atLakeside = desk.database.connection.collection<{ _id: string }>('clients');
    await atLakeside.updateOne({ _id: 'lakeside' }, { $set: { technicianIds: [id] } });
    writes(request, 'theo', `approve ${codeOn(desk, request)}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('not one of the technicians of Lakeside Dental')]);
  });

  it('refuses the requester, though the technician’s account is theirs', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const account = await unlinks('theo');
    const dana = await desk.app.stores.people.find((await now(request)).requester.personId ?? '');
    if (!dana) throw new Error('Dana is nobody');
    await desk.app.stores.people.link(dana.id, [account]);
    await desk.app.stores.people.setRole({ ...dana, version: dana.version + 1 }, 'msp_technician');
    writes(request, 'theo', `approve ${codeOn(desk, request)}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('your own request')]);
    expect(desk.writes()).toEqual([]);
  });

  it('gives no code for a plan of high risk, and takes none', async () => {
    const request = await opens(desk, psa, 'I am locked out');
    expect(request.status).toBe('awaiting_approval');
    expect((await internal(request)).join()).toContain('a note on this ticket decides nothing here');
    expect(() => codeOn(desk, request)).toThrow();
    writes(request, 'theo', 'approve ABCDEFG');
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('decided in chat')]);
    expect(desk.writes()).toEqual([]);
  });

  it('is off once the client has it switched off, though a note has asked', async () => {
    const request = await opens(desk, psa, ZENDESK);
    await desk.tickets({ decideByNote: false });
    writes(request, 'theo', `approve ${codeOn(desk, request)}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(await whys()).toEqual([expect.stringContaining('decided in chat')]);
  });

  it('is over after five wrong codes, and technicians are told', async () => {
    const request = await opens(desk, psa, ZENDESK);
    const code = codeOn(desk, request);
    for (const wrong of ['AAAAAAA', 'BBBBBBB', 'CCCCCCC', 'DDDDDDD', 'EEEEEEE']) {
      writes(request, 'theo', `approve ${wrong}`);
      await desk.settled();
    }
    writes(request, 'theo', `approve ${code}`);
    await desk.settled();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect(
      (await internal(request)).filter((text) => text.startsWith('Wrong codes were given')),
    ).toHaveLength(1);
    expect(desk.told('ada')).toEqual([expect.stringContaining('Wrong codes were given')]);
    expect(await whys()).toEqual([
      ...Array.from({ length: 5 }, () => 'The code is not that of this request.'),
      expect.stringContaining('decided in chat'),
    ]);
    await desk.approve('tess');
    expect((await now(request)).status).toBe('completed');
  });

  it('leaves nobody without a way to decide when wrong codes have closed the only one', async () => {
    await desk.tickets({ approvalChannels: [psa] });
    const request = await opens(desk, psa, ZENDESK);
    // What a contact writes in the first moments ConnectWise takes for the ticket's description.
    desk.clock.advance({ ms: 3_000 });
    for (const wrong of ['AAAAAAA', 'BBBBBBB', 'CCCCCCC', 'DDDDDDD', 'EEEEEEE']) {
      expect(['tess', 'theo', 'ada', 'max'].flatMap((who) => desk.cards(who))).toEqual([]);
      const ticketId = request.ticket?.id ?? '';
      people().contactWrites({ ticketId, email: DANA, text: `approve ${wrong}` });
      await desk.settled();
    }

    for (const who of ['tess', 'theo', 'ada']) expect(desk.cards(who)).toHaveLength(1);
    expect(desk.cards('max')).toEqual([]);
    await desk.approve('tess');
    expect((await now(request)).status).toBe('completed');
  });
});
