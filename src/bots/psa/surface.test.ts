import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSurface } from '../../../test/contracts/surface.contract.ts';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../../test/support/connectwise.ts';
import { createRecordingDesk } from '../../../test/support/recording-desk.ts';
import type { ConversationRef, Identity } from '../../models/conversation.ts';
import { createPsaSurface } from './surface.ts';

const requester: Identity = { provider: 'connectwise', tenant: '42', user: '501' };

/** What would turn the reading direction or ring a bell in a technician's window; all other text stays as it is typed. */
const LIVE = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu;

const ticketRef = (ticketId: number): ConversationRef => ({
  surface: 'psa',
  tenant: 'connectwise',
  conversation: String(ticketId),
});

describeSurface('A PSA', async () => {
  const { vendor, connectwise } = await openConnectWiseBench();
  return {
    surface: createPsaSurface({ psas: [connectwise.psa] }),
    desk: createRecordingDesk(),
    faults: vendor.faults,
    requester,
    requesterEmail: dana,
    approver: { provider: 'connectwise', tenant: '42', user: '502' },
    stranger: { provider: 'connectwise', tenant: '43', user: '601' },
    postRoute: { method: 'POST', path: /\/notes$/ },
    asks: async (summary) => ticketRef(vendor.contactOpensTicket({ email: dana, summary }).id),
    thread: ({ conversation }) =>
      vendor.notes(Number(conversation)).map(({ id, text }) => ({
        id: String(id),
        text,
        buttons: [],
        private: false,
        signs: [],
        live: text.match(LIVE) ?? [],
      })),
    directMessages: () => [],
    taps: () => Promise.reject(new Error('there are no buttons on a ticket')),
    windowOf: () => undefined,
    deletes: () => undefined,
    settled: async () => undefined,
    close: () => vendor.close(),
  };
});

describe('a ticket as a surface', () => {
  let bench: ConnectWiseBench;

  beforeEach(async () => {
    bench = await openConnectWiseBench();
  });

  afterEach(() => bench.vendor.close());

  const surface = () => createPsaSurface({ psas: [bench.connectwise.psa] });
  const openTicket = () => bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });

  it('answers by a public note, which the PSA is asked to mail to the contact', async () => {
    const { id } = openTicket();

    const ref = await surface().reply(ticketRef(id), 'Dana Diaz was added.', { key: 'out_1', retry: false });

    const [note, ...others] = bench.vendor.notes(id);
    expect(others).toEqual([]);
    expect(note).toMatchObject({ detailDescriptionFlag: true, processNotifications: true });
    expect(note?.text).toMatch(/^Dana Diaz was added\./);
    expect(ref).toEqual({ ...ticketRef(id), message: String(note?.id) });
  });

  it('says so when the PSA of the ticket is not connected, or the ticket is gone', async () => {
    const delivery = { key: 'out_1', retry: false };
    const elsewhere: ConversationRef = { surface: 'psa', tenant: 'jira', conversation: 'LAKE-1' };
    await expect(surface().reply(elsewhere, 'Done.', delivery)).rejects.toMatchObject({
      code: 'bad_configuration',
    });
    await expect(surface().reply(ticketRef(99_999_999), 'Done.', delivery)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('knows a contact by the company that they belong to, and nobody who has left', async () => {
    expect(await surface().findPerson(requester)).toEqual({ displayName: 'Dana Diaz', email: dana });
    for (const wrong of [{ tenant: '43' }, { tenant: '' }, { user: '5020' }, { user: 'ttanaka' }])
      expect(await surface().findPerson({ ...requester, ...wrong })).toBeUndefined();
    expect(await surface().findPerson({ ...requester, provider: 'halopsa' })).toBeUndefined();

    bench.vendor.contactLeaves(dana);
    expect(await surface().findPerson(requester)).toBeUndefined();
  });

  it('does not take a PSA that is away for a person who is unknown', async () => {
    bench.vendor.faults.add({ path: /contacts/, answer: { kind: 'status', status: 403, body: {} } });

    await expect(surface().findPerson(requester)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
