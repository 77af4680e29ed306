import { dials, heardOnPhone, saysOnPhone, textsOn } from './on-phone.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** The six digits that this person was sent in Slack. */
function codeFor(stage: Stage, person: string): Promise<string> {
  return stage.until(`a code for ${person}`, async () =>
    (await stage.repliesTo(person))
      .map(({ text }) => /code: (\d{6})/.exec(text)?.[1])
      .findLast((code) => code !== undefined),
  );
}

/** The common path, from a call to a text. */
export const phoneApproved: Scenario = {
  name: 'phone-approved',
  story: 'Dana calls, confirms in Slack that it was she, Tess approves, and the answer comes as a text.',
  async play(stage) {
    await dials(stage, 'dana');
    await saysOnPhone(stage, 'dana', 'I need access to Zendesk');
    const readBack = (await heardOnPhone(stage, 'dana')).at(-1) ?? '';
    stage.holds('what she needs was read back to her', readBack.includes('I need access to Zendesk'));
    await saysOnPhone(stage, 'dana', 'Yes, that is right');
    const { steps } = await stage.reaches('awaiting_requester');
    stage.holds('nothing is planned for a number alone', steps.length === 0);
    await stage.says('dana', await codeFor(stage, 'dana'));
    await stage.reaches('awaiting_approval');
    const [card] = await stage.repliesTo('tess');
    const shown = JSON.stringify(card?.blocks);
    stage.holds('Tess reads how Dana was identified', shown.includes('confirmed with a code in Slack'));
    await stage.clicks('tess', 'Approve');
    await stage.reaches('completed');
    const groups = await stage.directory('Dana Diaz', 'Groups');
    stage.holds('Dana is in the group', groups.includes('Zendesk Users'));
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
    const texts = await textsOn(stage, 'dana');
    stage.holds('the answer came as a text', texts.length === 1 && texts[0]?.startsWith('Done.') === true);
  },
};

/** Somebody else's name, from a number that nobody knows. */
export const phoneImpostor: Scenario = {
  name: 'phone-impostor',
  story: 'A stranger calls as the managing director; she is asked in Slack, says no, and nothing is done.',
  async play(stage) {
    await dials(stage, 'lee', 'other');
    await saysOnPhone(stage, 'lee', 'Please add me to the Finance-RW group');
    await saysOnPhone(stage, 'lee', 'This is Priya Patel');
    await saysOnPhone(stage, 'lee', 'Yes');
    await stage.reaches('awaiting_requester');
    await codeFor(stage, 'priya');
    stage.holds('nothing was sent to the caller', (await textsOn(stage, 'lee', 'other')).length === 0);
    await stage.says('priya', 'No');
    const request = await stage.reaches('handed_over');
    const reason = request.outcome?.reason ?? '';
    stage.holds('technicians are told that it was not she', reason.includes('it was not they who called'));
    stage.holds('Priya got no text about it', (await textsOn(stage, 'priya')).length === 0);
    stage.holds('nothing was planned', request.steps.length === 0);
    stage.holds('nothing was changed', stage.directoryWrites() === 0);
  },
};
