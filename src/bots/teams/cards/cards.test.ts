import { describe, expect, it } from 'vitest';
import type { ApprovalCard } from '../../../flows/surface.ts';
import { answerCard } from './answer-card.ts';
import { readDeed } from './card-actions.ts';
import { homeCard } from './home-card.ts';
import { HUGE, ofType, textOf } from './read-card.fixture.ts';
import { approvalWith, CARD, EXPIRES_AT, LINE, TEAMS_ID } from './samples.fixture.ts';
import { secretDialog, secretOfferCard } from './secret-card.ts';

describe('other cards', () => {
  it.each([
    ['many', '• Client', 41],
    ['long', `• Client ${'with a long name '.repeat(10)}`, 73],
  ])('count the lines of an answer that they cannot hold: %s', (_what, line, left) => {
    const text = textOf(
      answerCard({ kind: 'answer', text: Array.from({ length: 101 }, () => line).join('\n') }).card,
    );

    expect(text).toMatch(new RegExp(`…and ${left} more lines; ask for less of it$`, 'u'));
  });

  it('count one line as one', () => {
    const text = Array.from({ length: 61 }, () => '• Client').join('\n');

    expect(textOf(answerCard({ kind: 'answer', text }).card)).toMatch(
      /…and 1 more line; ask for less of it$/u,
    );
  });

  it('count nothing where everything is there, whatever cannot be seen', () => {
    expect(textOf(answerCard({ kind: 'answer', text: 'One\n\u200B\n\nTwo' }).card)).not.toContain(
      'more lines',
    );
  });

  it('lists open requests with who holds them, and lets the person withdraw them after asking again', () => {
    const ended = {
      ...LINE,
      requestId: 'req_2',
      title: 'I am locked out',
      state: 'Done',
      open: false,
      canWithdraw: false,
    };
    const { summary, card } = homeCard({ requests: [LINE, ended] }, { refreshUserIds: [TEAMS_ID] });

    expect(summary).toBe('Your requests: 1 open');
    expect(textOf(card)).toMatch(
      /^Your open requests\nI need access to Zendesk\nWaiting for Max Moreno \(your manager\)\n/,
    );
    expect(textOf(card)).toMatch(/Asked \{\{DATE.* · Until \{\{DATE.* · Ticket #4711\n/);
    expect(textOf(card)).toMatch(/Before that\nI am locked out\nDone\n/);
    expect(ofType(card, 'Action.ShowCard')).toHaveLength(1);
    const [withdraw] = ofType(card.body, 'Action.Execute');
    expect(readDeed(withdraw)).toEqual({ verb: 'request_withdraw', requestId: 'req_1' });
    expect(readDeed(card.refresh?.action)).toEqual({ verb: 'home_refresh' });
  });

  it('says so when nothing is open, and how many do not fit', () => {
    expect(textOf(homeCard({ requests: [] }, { refreshUserIds: [] }).card)).toContain('Nothing is open.');
    const many = Array.from({ length: 25 }, () => LINE);
    expect(textOf(homeCard({ requests: many }, { refreshUserIds: [] }).card)).toContain('…and 5 more');
  });

  describe('with high risk', () => {
    const [step = expect.fail('there is no step')] = CARD.steps;
    const homeOf = (card: ApprovalCard) =>
      homeCard({ requests: [], waiting: { cards: [card], total: 1 } }, { refreshUserIds: [] }).card;

    it('shows what will change from what, the risk and the words of whoever asks, above the buttons', () => {
      const card = homeOf({
        ...CARD,
        requestText: 'I lost my phone',
        steps: [
          {
            ...step,
            summary: 'Remove the sign-in methods of Dana Diaz',
            before: [{ label: 'Methods', value: 'phone, app' }],
            after: [{ label: 'Methods', value: 'none' }],
            highRisk: true,
            riskReasons: ['the password alone is enough then'],
          },
        ],
      });

      expect(textOf(card)).toContain('asks:\nI lost my phone\nWhat will change\n');
      expect(textOf(card)).toContain('Methods: phone, app → none\n⚠ High risk: the password alone is enough');
      expect(ofType(card, 'Action.Execute').map(({ verb }) => verb)).toContain('approval_approve');
    });

    it('has no buttons where that does not fit, and says where it can be signed', () => {
      const before = Array.from({ length: 12 }, (_, index) => ({
        label: `Group ${index}`,
        value: 'x'.repeat(400),
      }));
      const card = homeOf({ ...CARD, steps: [{ ...step, before, after: [], highRisk: true }] });

      expect(textOf(card)).toContain('sign on its card, further up in this chat');
      expect(ofType(card, 'Action.Execute')).toEqual([]);
    });

    it('is not left out, however much there is to say', () => {
      for (const text of HUGE)
        expect(textOf(homeOf(approvalWith(text, { steps: 10, facts: 12 })))).not.toContain('and 1 more,');
    });
  });

  it('offers a secret by a dialog, and shows it there alone and literally', () => {
    const { summary, card } = secretOfferCard({
      requestId: 'req_1',
      step: 2,
      text: 'It is ready',
      expiresAt: EXPIRES_AT,
    });
    expect(summary).toBe('It is ready');
    expect(card.actions).toMatchObject([
      { type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } },
    ]);
    const [{ data }] = ofType(card.actions, 'Action.Submit') as [{ data: object }];
    expect(readDeed(data)).toEqual({ verb: 'secret_reveal', requestId: 'req_1', step: 2 });

    const secret = '*m_K7~`+<b>&amp;"\\';
    const dialog = secretDialog({ kind: 'shown', secret, forWhat: 'Temporary password of Dana' });
    expect(ofType(dialog.card, 'RichTextBlock').flatMap(({ inlines }) => inlines)).toContainEqual(
      expect.objectContaining({ text: secret }),
    );
    expect(ofType(dialog.card, 'Input.Text')).toMatchObject([{ value: secret }]);
    expect(dialog.card.fallbackText).not.toContain(secret);
    expect(textOf(secretDialog({ kind: 'gone', sentence: 'It was shown already.' }).card)).toBe(
      'It was shown already.',
    );
  });

  it('answers a command line by line, with what to type as code', () => {
    const { card } = answerCard({ kind: 'answer', text: 'Commands:\n• `status`: what is `waiting\n\n*x*' });
    expect(textOf(card)).toBe('Commands:\n• status: what is ˋwaiting\n∗x∗');
    expect(ofType(card, 'TextRun').filter(({ fontType }) => fontType === 'monospace')).toMatchObject([
      { text: 'status' },
    ]);
  });

  it('leads to a file of the product by a name, and nowhere else', () => {
    const to = (url: string) =>
      textOf(answerCard({ kind: 'answer', text: 'Ready.', link: { label: 'Download CSV', url } }).card);
    expect(to('https://desk.example/audit/exports/v1.k1.a_b-c')).toBe(
      'Ready.\n[Download CSV](https://desk.example/audit/exports/v1.k1.a_b-c)',
    );
    expect(to('javascript:alert(1)')).toBe('Ready.\nDownload CSV');
  });
});

describe('what a card sends back', () => {
  it.each([
    undefined,
    null,
    'approval_approve',
    {},
    { verb: 'approval_approve' },
    { verb: 'approval_approve', requestId: 'r', approvalId: 7, planDigest: 'd' },
    { verb: 'approval_approve', requestId: 'r'.repeat(101), approvalId: 'a', planDigest: 'd' },
    { verb: 'constructor', data: {} },
    { verb: 'secret_reveal', requestId: 'r', step: -1 },
    { verb: 'approval_deny', data: { ...shown, reason: { $gt: '' } } },
  ])('is nothing when it is not ours: %j', (given) => {
    expect(readDeed(given)).toBeUndefined();
  });

  it('cannot be another deed than its verb says', () => {
    expect(readDeed({ verb: 'approval_refresh', data: { ...shown, verb: 'approval_approve' } })).toEqual({
      verb: 'approval_refresh',
      ...shown,
    });
  });
});

const shown = { requestId: 'req_1', approvalId: 'apr_1', planDigest: 'd'.repeat(64) };
