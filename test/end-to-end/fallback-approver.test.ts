import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { accountOf } from '../support/accounts.ts';
import { administrationOf } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

/** Lee Larsen and Priya Patel have no manager in the directory. */
const ZENDESK = 'I need access to Zendesk';

let desk: TestDesk;
const { say, said, confirm } = administrationOf(() => desk);
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.policy('add_to_group', TECHNICIAN_AND_MANAGER));
afterEach(() => desk.reset());
afterAll(() => desk.close());

const text = (who: string) => JSON.stringify(desk.card(who).blocks);
const groups = () => desk.groupsOf('lee');

describe('where the directory names no manager', () => {
  it('nobody is asked while the client has no fallback approver', async () => {
    expect(await desk.ask('lee', ZENDESK)).toMatchObject({
      status: 'handed_over',
      outcome: {
        reason: expect.stringMatching(/names no manager.*Lakeside Dental has no fallback approver/u),
      },
    });
    expect(desk.cards('tess')).toEqual([]);
  });

  it('the fallback approver is asked, and every card and the note say so and why', async () => {
    expect(await said('client fallback lakeside max')).toBe(
      'The fallback approver of Lakeside Dental: Max Moreno.',
    );
    const request = await desk.ask('lee', ZENDESK);

    expect(request).toMatchObject({ status: 'awaiting_approval' });
    expect(text('max')).toMatch(
      /You are the fallback approver of Lakeside Dental: the directory names no manager for Lee Larsen/u,
    );
    expect(text('tess')).toMatch(
      /Max Moreno \(fallback approver\) must approve too, because the directory names no manager/u,
    );
    expect(
      desk
        .notes(request)
        .map((note) => note.text)
        .join('\n'),
    ).toMatch(
      /Max Moreno is asked as the fallback approver, because the directory names no manager for Lee Larsen/u,
    );

    await desk.approve('max');
    expect(groups()).not.toContain('Zendesk Users');
    await desk.approve('tess');
    expect(groups()).toContain('Zendesk Users');
    expect(text('tess')).toMatch(/Max Moreno \(fallback approver\) has approved/u);
    expect((await desk.audit()).find(({ action }) => action === 'plan_proposed')?.details).toMatchObject({
      manager: true,
      fallback: true,
    });
  });

  it('the fallback approver is asked in nobody else’s place: whoever has a manager has that one', async () => {
    await say('client fallback lakeside priya');
    await desk.ask('dana', ZENDESK);

    expect(desk.cards('max')).toHaveLength(1);
    expect(text('max')).not.toMatch(/fallback/u);
    expect(desk.cards('priya')).toEqual([]);
  });

  it('nobody approves their own request as the fallback approver', async () => {
    await say('client fallback lakeside priya');

    expect(await desk.ask('priya', ZENDESK)).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/the requester is the fallback approver themselves/u) },
    });
  });

  it('a technician who stands in does not sign as the technician too', async () => {
    await say('client fallback lakeside tess');
    const request = await desk.ask('lee', ZENDESK);

    expect(desk.cards('tess')).toHaveLength(1);
    expect(text('tess')).toMatch(/You are the fallback approver/u);
    await desk.approve('tess');
    const other = request.approvals.find(({ kind }) => kind === 'technician');
    expect(
      await desk.app.desk.decide({
        by: accountOf('tess'),
        requestId: request.id,
        approvalId: other?.id ?? '',
        planDigest: request.plan?.digest ?? '',
        verdict: { kind: 'approve' },
      }),
    ).toMatchObject({ kind: 'refused', sentence: expect.stringMatching(/signed the other half already/u) });
    expect(groups()).not.toContain('Zendesk Users');
    await desk.approve('theo');
    expect(groups()).toContain('Zendesk Users');
  });
});

describe('a fallback approver who is changed while requests wait', () => {
  it('may decide no more, after it was read what waits; it is handed over', async () => {
    await say('client fallback lakeside max');
    await desk.ask('lee', ZENDESK);
    const asked = await say('client fallback lakeside priya');
    expect(asked.text).toMatch(/1 request waits for somebody who may then not decide it any more/u);

    await confirm('client fallback lakeside priya');
    await desk.settled();

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/the fallback approver of Lakeside Dental was changed/u) },
    });
    expect(text('max')).not.toMatch(/approval_approve/u);
  });

  it('is refused at the click, whatever their card still shows', async () => {
    await say('client fallback lakeside max');
    const request = await desk.ask('lee', ZENDESK);
    const client = await desk.app.stores.clients.find('lakeside');
    if (client) await desk.app.stores.clients.save({ ...client, fallbackApproverId: 'per_other' });
    const approval = request.approvals.find(({ kind }) => kind === 'manager');

    expect(
      await desk.app.desk.decide({
        by: accountOf('max'),
        requestId: request.id,
        approvalId: approval?.id ?? '',
        planDigest: request.plan?.digest ?? '',
        verdict: { kind: 'approve' },
      }),
    ).toEqual({
      kind: 'refused',
      sentence: 'You are not the fallback approver of Lakeside Dental any more.',
    });
  });

  it('has signed for nothing when they are changed before the plan runs', async () => {
    await say('client fallback lakeside max');
    await desk.ask('lee', ZENDESK);
    await desk.approve('max');
    // Not by the command, which would hand the request over at once.
    const client = await desk.app.stores.clients.find('lakeside');
    if (client) await desk.app.stores.clients.save({ ...client, fallbackApproverId: 'per_other' });
    await desk.approve('tess');

    expect(await desk.newest()).toMatchObject({
      status: 'handed_over',
      outcome: {
        reason: expect.stringMatching(/in place of the manager is not the client’s fallback approver/u),
      },
    });
    expect(groups()).not.toContain('Zendesk Users');
  });

  it('is nobody’s who works elsewhere or has left', async () => {
    expect(await said('client fallback lakeside bea')).toMatch(
      /works neither for Lakeside Dental nor for the MSP/u,
    );
    expect(await said('client fallback lakeside')).toMatch(
      /has no fallback approver: .* a technician takes over/u,
    );
    await say('client fallback lakeside max');
    expect(await said('client fallback lakeside')).toMatch(/Max Moreno .* is asked/u);
    await confirm('person depart max');
    expect(await desk.ask('lee', ZENDESK)).toMatchObject({
      status: 'handed_over',
      outcome: { reason: expect.stringMatching(/fallback approver of Lakeside Dental has left/u) },
    });
    expect(await said('client fallback lakeside none')).toMatch(/: nobody/u);
    expect(await desk.app.stores.clients.find('lakeside')).not.toHaveProperty('fallbackApproverId');
  });
});

describe('a client that would be left without somebody', () => {
  it('is named before the last of its chosen technicians loses the role or leaves', async () => {
    await say('client technicians lakeside tess theo');
    expect(await said('person depart tess')).not.toMatch(/Nobody else is asked/u);
    await confirm('person depart tess');

    for (const line of ['person depart theo', 'person take theo technician'])
      expect(await said(line)).toMatch(/Nobody else is asked at Lakeside Dental: choose somebody/u);
    await confirm('person take theo technician');

    const shown = await said('client show lakeside');
    expect(shown).toMatch(/Technicians who are asked: nobody/u);
    expect(shown).toMatch(
      /☐ Technicians who can sign: nobody of those who were chosen .*`client technicians lakeside all`/u,
    );
  });

  it('is named before its fallback approver loses the role, and says so afterwards wherever it is looked at', async () => {
    await say('client fallback lakeside theo');
    expect(await said('client show lakeside')).toMatch(/✓ Fallback approver/u);

    expect(await said('person take theo technician')).toMatch(
      /fallback approver of Lakeside Dental: choose another one/u,
    );
    await confirm('person take theo technician');

    expect(await said('client fallback lakeside')).toMatch(
      /was Theo Brandt, who may not approve there any more/u,
    );
    const shown = await said('client show lakeside');
    expect(shown).toMatch(/Fallback approver: Theo Brandt \(.*\), who may not approve there any more/u);
    expect(shown).toMatch(/☐ Fallback approver/u);
  });
});
