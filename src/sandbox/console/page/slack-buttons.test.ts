import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message } from 'slack-blocks-to-jsx';
import { describe, expect, it } from 'vitest';
import { prepareBlocks } from './slack-buttons.ts';

function button(actionId: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: 'Approve' },
    value: 'v1',
    ...more,
  };
}

/** What stands on the page, by the renderer itself. */
function rendered(...texts: readonly Readonly<Record<string, unknown>>[]): string {
  const { blocks } = prepareBlocks(
    texts.map((text) => ({ type: 'section', text })),
    'p',
  );
  return renderToStaticMarkup(
    createElement(Message, {
      blocks: blocks as unknown as Block[],
      name: '',
      logo: '',
      withoutWrapper: true,
    }),
  ).replaceAll('\u2060', '');
}

describe('buttons of a rendered message', () => {
  it('keeps what each button stands for under an id of its own, though action ids repeat', () => {
    const actions = {
      type: 'actions',
      elements: [button('decide', { value: 'a' }), button('decide', { value: 'b' })],
    };

    const { blocks, buttons } = prepareBlocks([actions], 'p');

    expect([...buttons.values()]).toEqual([
      { actionId: 'decide', value: 'a' },
      { actionId: 'decide', value: 'b' },
    ]);
    expect(blocks[0]).toMatchObject({ elements: [...buttons.keys()].map((id) => ({ action_id: id })) });
  });

  it('takes the confirmation away from the renderer, which could not tell us the answer', () => {
    const text = (words: string) => ({ type: 'plain_text', text: words });
    const confirm = {
      title: text('High risk'),
      text: text('Approve it?'),
      confirm: text('Yes'),
      deny: text('No'),
    };

    const { blocks, buttons } = prepareBlocks(
      [{ type: 'section', accessory: button('decide', { confirm }) }],
      'p',
    );

    expect([...buttons.values()][0]?.confirm).toEqual({
      title: 'High risk',
      text: 'Approve it?',
      confirm: 'Yes',
      deny: 'No',
    });
    expect(JSON.stringify(blocks)).not.toContain('High risk');
  });
});

describe('text of a rendered message', () => {
  it('shows escaped mentions and broadcasts as characters, as Slack does', () => {
    const html = rendered({ type: 'mrkdwn', text: '&lt;@U0TESS&gt; &lt;!channel&gt;' });

    expect(html).toContain('&lt;@U0TESS&gt; &lt;!channel&gt;');
    expect(html).not.toContain('slack_user');
    expect(html).not.toContain('@channel<');
  });

  it('makes no link of Markdown, which Slack does not know', () => {
    expect(
      rendered({ type: 'mrkdwn', text: '[here](http://elsewhere.example/)', verbatim: true }),
    ).not.toContain('<a ');
  });

  it('formats verbatim mrkdwn, but makes no link of a bare address in it', () => {
    const html = rendered({ type: 'mrkdwn', text: '*bold* http://elsewhere.example', verbatim: true });

    expect(html).toContain('<strong>');
    expect(html).not.toContain('<a ');
  });

  it('keeps links that the bot made itself', () => {
    expect(rendered({ type: 'mrkdwn', text: '<https://psa.example/1|#1>', verbatim: true })).toContain(
      'href="https://psa.example/1"',
    );
  });

  it('does not format plain text', () => {
    expect(rendered({ type: 'plain_text', text: '*not bold*' })).toContain('*not bold*');
  });
});
