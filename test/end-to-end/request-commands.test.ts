import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandChoice } from '../../src/flows/desk.ts';
import type { Identity } from '../../src/models/conversation.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const slack = (tenant: string, user: string): Identity => ({ provider: 'slack', tenant, user });
const WHO = {
  dana: slack('T0LAKESIDE', 'U0DANA'),
  max: slack('T0LAKESIDE', 'U0MAX'),
  tess: slack('T0HARBOR', 'U0TESS'),
  theo: slack('T0HARBOR', 'U0THEO'),
  ada: slack('T0HARBOR', 'U0ADA'),
  nobody: slack('T0STRANGE', 'U0ADA'),
} as const;
type Who = keyof typeof WHO;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  for (const vendor of [desk.slack, desk.connectwise]) vendor.faults.clear();
  await desk.reset();
});
afterAll(() => desk.close());

async function answer(who: Who, line: string): Promise<Exclude<CommandAnswer, { kind: 'form' }>> {
  const given = await desk.app.desk.command(WHO[who], line);
  return given.kind === 'form' ? expect.fail('a form') : given;
}
const said = async (who: Who, line: string) => (await answer(who, line)).text;
const short = ({ id }: ServiceRequest) => id.slice(-6);

/** Taps what an answer offers. */
async function tap(who: Who, choices: readonly CommandChoice[] | undefined, label: RegExp) {
  const choice = choices?.find((one) => label.test(one.label));
  const answered = await answer(who, choice?.command ?? expect.fail(`no choice like ${label}`));
  await desk.settled();
  return answered;
}

/** Lakeside is Theo's alone from now on. */
async function lakesideIsTheos(): Promise<void> {
  const { clients, people } = desk.app.stores;
  const [client, theo] = await Promise.all([clients.find('lakeside'), people.byIdentity(WHO.theo)]);
  if (!client || !theo) return expect.fail('the demo data changed');
  expect(await clients.save({ ...client, technicianIds: [theo.id] })).toBeDefined();
}

describe('the story of a request', () => {
  it('is told to its requester without what is internal, by the end of its id, its whole id, or its ticket', async () => {
    const request = await desk.ask('dana', ZENDESK);
    const label = `#${request.ticket?.id}`;

    for (const name of [
      short(request),
      short(request).toLowerCase(),
      `…${short(request)}`,
      request.id,
      label,
    ]) {
      const { kind, text } = await answer('dana', `request ${name}`);
      expect(kind).toBe('answer');
      expect(text).toMatch(new RegExp(`^Your request \`${short(request)}\` · ticket ${label}\n`, 'u'));
      expect(text).toContain('You asked in Slack');
      expect(text).toMatch(/Waiting for approval by a technician.* Until 20..-..-.. ..:.. UTC\./u);
      expect(text).not.toMatch(/diagnos|add_to_group|policy|Looked at/iu);
    }
    await desk.approve('tess');
    expect(await said('dana', `request ${short(request)}`)).toMatch(
      /Done\.\n• Dana Diaz was added to the group Zendesk Users/u,
    );
  });

  it('is told to technicians and admins whole: diagnosis, plan, policies, signatures, history', async () => {
    const request = await desk.ask('dana', ZENDESK);
    await desk.approve('tess');

    for (const who of ['tess', 'ada'] as const) {
      const text = await said(who, `request ${short(request)}`);
      for (const part of [
        /Lakeside Dental · Dana Diaz · “I need access to Zendesk”/u,
        /• State: completed/u,
        /• Diagnosis, in the agent’s words: “/u,
        /• Looked at: /u,
        /Plan:\n• 1\. done: Dana Diaz was added to the group Zendesk Users \(approval_needed\)/u,
        /Approvals:\n• technician: approved by Tess Tanaka, 20..-..-.. ..:.. UTC/u,
        /History:\n(• .*\n)*• .* approval granted \(Tess Tanaka\)/u,
      ])
        expect(text).toMatch(part);
      expect(text).not.toContain('Still owed');
    }
    expect((await answer('ada', `request ${short(request)}`)).choices).toMatchObject([
      { label: 'Audit trail' },
    ]);
  });

  it('is nobody else’s: another employee, a technician of other clients and a stranger learn nothing', async () => {
    const request = await desk.ask('dana', ZENDESK);
    await lakesideIsTheos();

    for (const who of ['max', 'tess', 'nobody'] as const)
      for (const line of [
        `request ${request.id}`,
        `request #${request.ticket?.id}`,
        `withdraw ${short(request)}`,
      ]) {
        const { kind, text, choices } = await answer(who, line);
        expect([kind, choices]).toEqual(['not_understood', undefined]);
        expect(text).toMatch(/^I find no request/u);
        expect(text).not.toMatch(/Dana|Zendesk|Lakeside/u);
      }
    expect(await said('theo', `request ${short(request)}`)).toContain('Dana Diaz');
    expect(await said('ada', `request ${short(request)}`)).toContain('Dana Diaz');
  });

  it('is asked for again by tapping when one ticket has had several', async () => {
    const first = await desk.ask('dana', ZENDESK);
    const second = await desk.ask('dana', 'I need access to Salesforce');
    const requests = desk.database.connection.collection<{ _id: string }>('requests');
    await requests.updateOne({ _id: second.id }, { $set: { ticket: first.ticket } });

    const { text, choices } = await answer('tess', `request #${first.ticket?.id}`);
    expect(text).toMatch(/Several requests match/u);
    expect(choices).toHaveLength(2);
    expect((await tap('tess', choices, /Salesforce/u)).text).toContain('Salesforce');
  });
});

describe('lists of requests', () => {
  it('are everybody’s own, newest first, and for technicians what waits, oldest first', async () => {
    const first = await desk.ask('dana', ZENDESK);
    const second = await desk.ask('sam', ZENDESK);
    const order = (text: string) => [first, second].map((one) => text.indexOf(short(one)));

    expect(await said('dana', 'requests')).toContain(short(first));
    expect(await said('dana', 'requests')).not.toContain(short(second));
    expect(await said('max', 'requests')).toMatch(/You have no requests/u);

    const [one = 0, two = 0] = order(await said('tess', 'requests waiting'));
    expect(one).toBeGreaterThan(0);
    expect(two).toBeGreaterThan(one);
    const [later = 0, earlier = 0] = order(await said('tess', 'requests all'));
    expect(later).toBeGreaterThan(earlier);
    expect(await said('tess', 'requests waiting --client brightfield')).toMatch(
      /no waiting requests of Brightfield/u,
    );
    expect(await said('tess', 'requests --client lakeside --state waiting')).toContain(short(second));
    expect(await said('tess', 'requests all --state denied')).toMatch(/There are no denied requests/u);
  });

  it('are paged by tapping More, and each leads to its story', async () => {
    const [sample] = [await desk.ask('dana', ZENDESK)];
    const stored = desk.database.connection.collection<{
      _id: string;
      ending?: string;
      messages?: unknown[];
    }>('requests');
    const document = await stored.findOne({ _id: sample.id });
    const { waitingKey: _, ...rest } = { waitingKey: '', ...document };
    const ids = Array.from(
      { length: 19 },
      (__, index) => `req_01ZZZZZZZZZZZZZZZZZZZZ${String(1000 + index)}`,
    );
    for (const id of ids)
      await stored.insertOne({
        ...rest,
        _id: id,
        ending: id.slice(-6),
        messages: [{ key: id, from: 'requester', text: id, at: new Date() }],
      });

    const seen: string[] = [];
    let page = await answer('tess', 'requests --client lakeside');
    for (;;) {
      const stories = (page.choices ?? []).filter(({ command }) => command.startsWith('request '));
      expect(stories.length).toBeLessThanOrEqual(8);
      seen.push(...stories.map(({ command }) => command.slice('request '.length)));
      if (!page.choices?.some(({ label }) => label === 'More')) break;
      page = await tap('tess', page.choices, /^More$/u);
    }
    expect(seen).toEqual([...ids.toReversed(), sample.id]);
  });

  it.each([
    ['dana', 'requests', /I find no request “nonsense” of yours/u],
    ['tess', 'requests', /I find no request “nonsense”\./u],
    ['tess', 'requests all', /I find no request “nonsense”/u],
    ['tess', 'requests all --client lakeside --state open', /I find no request “nonsense”/u],
    ['tess', 'requests waiting', /I find no request “nonsense”/u],
  ] as const)('have no page behind a request that there is not: %s, `%s`', async (who, line, sentence) => {
    await desk.ask('dana', ZENDESK);

    expect(await answer(who, `${line} --after nonsense`)).toMatchObject({
      kind: 'not_understood',
      text: expect.stringMatching(sentence),
    });
  });

  it('have no page behind somebody else’s request, and go on behind one by the name that people give it', async () => {
    const dana = await desk.ask('dana', ZENDESK);
    await desk.ask('max', 'I need access to Salesforce');

    expect(await said('max', `requests --after ${dana.id}`)).toMatch(/I find no request/u);
    const behindDana = await said('tess', `requests waiting --after ${short(dana)}`);
    expect(behindDana).toMatch(/Salesforce/u);
    expect(behindDana).not.toMatch(/Zendesk/u);
  });

  it('of a state that there is none of are offered by what is alike', async () => {
    const { text, choices } = await answer('tess', 'requests all --state denyed');
    expect(text).toMatch(/I know no state “denyed”\. Did you mean/u);
    expect(choices).toMatchObject([{ label: 'denied', command: 'requests all --state denied' }]);
  });

  it.each(['requests waiting', 'requests all', 'requests --client lakeside', 'retry'])(
    'of others are not for employees, and the try is audited: %s',
    async (line) => {
      await desk.ask('sam', ZENDESK);
      const { kind, text } = await answer('dana', line);

      expect([kind, text]).toEqual([
        'refused',
        expect.stringMatching(/^Only a technician of the MSP may use/u),
      ]);
      expect((await desk.audit()).filter(({ action }) => action === 'command_refused')).toHaveLength(1);
    },
  );

  it('leave out the clients that other technicians serve', async () => {
    await desk.ask('dana', ZENDESK);
    await lakesideIsTheos();

    expect(await said('tess', 'requests waiting')).toMatch(/There are no waiting requests/u);
    expect(await said('tess', 'requests all --client lakeside')).toMatch(/served by other technicians/u);
    expect(await said('theo', 'requests waiting')).toContain('Dana Diaz');
    expect(await said('tess', 'status')).not.toContain('Lakeside');
  });
});

describe('withdrawing', () => {
  it('is done at once for whoever asked', async () => {
    const request = await desk.ask('dana', ZENDESK);

    expect(await said('dana', `withdraw ${short(request)}`)).toBe('Withdrawn. Nothing was changed.');
    await desk.settled();
    expect((await desk.newest()).status).toBe('cancelled');
    expect(await said('dana', `withdraw ${short(request)}`)).toMatch(/too late/u);
  });

  it('is asked about first when a technician ends it for somebody, who is told', async () => {
    const request = await desk.ask('dana', ZENDESK);
    const asked = await answer('tess', `withdraw ${short(request)}`);
    expect(asked.text).toMatch(/^Withdraw this request for Dana Diaz\?/u);
    expect((await desk.newest()).status).toBe('awaiting_approval');

    expect((await tap('tess', asked.choices, /Withdraw/u)).text).toMatch(/^Withdrawn: .*Dana Diaz is told/u);
    expect((await desk.newest()).status).toBe('cancelled');
    expect(desk.told('dana').at(-1)).toContain('withdrawn');
    const ended = (await desk.audit()).find(({ action }) => action === 'request_ended');
    expect(ended).toMatchObject({ by: { name: 'Tess Tanaka' }, requestId: request.id });
  });

  it('is asked about again when something has happened in between', async () => {
    await desk.policy('add_to_group', { kind: 'approval_needed', withManager: true });
    const request = await desk.ask('dana', ZENDESK);
    const asked = await answer('theo', `withdraw ${short(request)}`);
    await desk.approve('tess');

    const again = await tap('theo', asked.choices, /Withdraw/u);
    expect(again.text).toMatch(/^Something has changed since you were asked/u);
    expect((await desk.newest()).status).toBe('awaiting_approval');
    await tap('theo', again.choices, /Withdraw/u);
    expect((await desk.newest()).status).toBe('cancelled');
  });

  it('is too late once it has ended', async () => {
    const request = await desk.ask('dana', ZENDESK);
    await desk.approve('tess');
    expect(await answer('tess', `withdraw ${short(request)}`)).toMatchObject({
      kind: 'refused',
      text: /too late/u,
    });
  });
});

describe('what could not be delivered', () => {
  const refused = { kind: 'status', status: 400 } as const;

  it('is listed with why, tried again by command, audited, and arrives once', async () => {
    desk.connectwise.faults.add({ method: 'POST', path: /\/notes$/u, times: 1, answer: refused });
    const request = await desk.ask('dana', 'Which printer is nearest to me?');
    const before = desk.notes(request).length;

    const listed = await answer('tess', 'retry');
    expect(listed.text).toContain(short(request));
    expect(listed.text).toMatch(/note.*: given up after one try, a connected system did not accept/u);
    expect(listed.text).toMatch(/the reply to the requester: held back/u);
    expect((await answer('ada', 'status')).text).toContain(short(request));

    expect((await tap('tess', listed.choices, /again/u)).text).toMatch(
      /^Tried again within seconds: .*note/u,
    );
    await desk.app.runDue();
    expect(desk.notes(request).length).toBeGreaterThan(before);
    expect(await said('tess', 'retry')).toMatch(/Everything has been delivered/u);
    expect((await desk.audit()).find(({ action }) => action === 'delivery_retried')).toMatchObject({
      by: { name: 'Tess Tanaka' },
      clientId: 'lakeside',
      requestId: request.id,
    });
    const after = desk.notes(request);
    expect(new Set(after.map(({ text }) => text)).size).toBe(after.length);
  });

  it('is looked for before it is sent again: what had arrived after all is not there twice', async () => {
    const request = await desk.ask('dana', ZENDESK);
    const stored = desk.database.connection.collection<{ _id: string; outbox?: unknown[] }>('requests');
    const before = desk.notes(request);
    // As it was before it was marked: the process that delivered it has died, and it was given up later.
    const entry = await entryOfNote(request);
    await stored.updateOne(
      { _id: request.id },
      {
        $push: { outbox: { ...entry, dead: true, attempts: 24, lastError: 'timeout' } },
      },
    );

    expect(await said('tess', `retry ${short(request)}`)).toMatch(/the internal note with the plan/u);
    await desk.app.runDue();

    expect(desk.notes(request)).toEqual(before);
    expect((await desk.newest()).outbox).toEqual([]);
  });

  it('is tried again once when two ask for it at the same moment', async () => {
    desk.connectwise.faults.add({ method: 'POST', path: /\/notes$/u, times: 1, answer: refused });
    const request = await desk.ask('dana', 'Which printer is nearest to me?');
    const answers = await Promise.all(
      (['tess', 'theo', 'ada', 'tess'] as const).map((who) => answer(who, `retry ${short(request)}`)),
    );

    expect(answers.filter(({ text }) => text.startsWith('Tried again'))).toHaveLength(1);
    expect((await desk.audit()).filter(({ action }) => action === 'delivery_retried')).toHaveLength(1);
  });

  /** The key of a note on the ticket is its last line: `[countersign req_…%2F2.1]`. */
  async function entryOfNote(request: ServiceRequest) {
    const [call] = desk.connectwise.calls
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/notes'))
      .slice(-1);
    const [, id = expect.fail('no key')] = /req_\w+%2F([\d.]+)/u.exec(JSON.stringify(call?.body)) ?? [];
    expect(request.outbox).toEqual([]);
    return { id, effect: { kind: 'plan_note' } };
  }
});
