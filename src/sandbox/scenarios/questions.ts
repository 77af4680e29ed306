import type { Scenario } from './scenario.ts';

/** One question back, and the plan uses the answer. */
export const questionThenPlan: Scenario = {
  name: 'question-then-plan',
  story: 'Dana asks for the finance share; the agent asks one thing back, and plans with her answer.',
  async play(stage) {
    await stage.says('dana', 'I need access to the finance share');
    await stage.reaches('awaiting_requester');
    stage.holds('one question, in the thread', (await stage.repliesTo('dana')).length === 1);
    await stage.says('dana', 'I have to change files there', { inThread: true });
    await stage.reaches('awaiting_approval');
    stage.holds('nothing was changed yet', stage.directoryWrites() === 0);
    await stage.clicks('tess', 'Approve');
    await stage.reaches('completed');
    const groups = await stage.directory('Dana Diaz', 'Groups');
    stage.holds('Dana is in the group that may write', groups.includes('Finance-RW'));
    stage.holds('it stayed one request', (await stage.client()).requests.length === 1);
  },
};
