import { TECHNICIAN_AND_MANAGER } from '../../models/tool-policy.ts';
import type { Scenario } from './scenario.ts';

/** Both signatures, asked for by policy. */
export const dualApproval: Scenario = {
  name: 'dual-approval',
  story: 'Policy asks for the manager too: Tess alone is not enough, Max’s signature completes it.',
  async play(stage) {
    await stage.setPolicy('add_to_group', TECHNICIAN_AND_MANAGER);
    await stage.says('dana', 'I need access to Zendesk');
    await stage.reaches('awaiting_approval');
    await stage.card('max', 'Approve');
    await stage.clicks('tess', 'Approve');
    await stage.reaches('awaiting_approval', ({ approvals }) =>
      approvals.some(({ state }) => state === 'approved'),
    );
    stage.holds('nothing was changed by one signature', stage.directoryWrites() === 0);
    await stage.clicks('max', 'Approve');
    const done = await stage.reaches('completed');
    const signers = new Set(done.approvals.map(({ by }) => by));
    stage.holds('Tess and Max signed', signers.has('Tess Tanaka') && signers.has('Max Moreno'));
    stage.holds('by exactly one write', stage.directoryWrites() === 1);
    const groups = await stage.directory('Dana Diaz', 'Groups');
    stage.holds('Dana is in the group', groups.includes('Zendesk Users'));
  },
};

/** Both signatures, asked for by risk. */
export const mfaReset: Scenario = {
  name: 'mfa-reset',
  story: 'Dana has a new phone: removing her sign-in methods is high risk, so Tess and Max both sign.',
  async play(stage) {
    await stage.says('dana', 'I have a new phone and cannot approve sign-ins any more');
    const waiting = await stage.reaches('awaiting_approval');
    stage.holds(
      'the step is marked as high risk',
      waiting.steps.some(({ highRisk }) => highRisk),
    );
    await stage.clicks('tess', 'Approve');
    await stage.reaches('awaiting_approval', ({ approvals }) =>
      approvals.some(({ state }) => state === 'approved'),
    );
    await stage.clicks('max', 'Approve');
    await stage.reaches('completed');
    const methods = await stage.directory('Dana Diaz', 'MFA');
    stage.holds('Dana has no sign-in method any more, and registers anew', methods.length === 0);
    stage.holds('Dana was told', await stage.wasTold('dana', /^Done\./));
  },
};

/** A manager asks about somebody else. */
export const leaver: Scenario = {
  name: 'leaver',
  story:
    'Max reports that Noor has left: her account is blocked and her sessions end, signed by Tess and Priya.',
  async play(stage) {
    await stage.says('max', 'Noor Nasser has left, please disable her account');
    await stage.reaches('awaiting_approval');
    await stage.clicks('tess', 'Approve');
    await stage.clicks('priya', 'Approve');
    const done = await stage.reaches('completed');
    stage.holds(
      'every step was done',
      done.steps.every(({ result }) => result === 'done'),
    );
    const signIn = await stage.directory('Noor Nasser', 'Sign-in');
    stage.holds('Noor cannot sign in any more', signIn.includes('Blocked'));
    const [sessions = ''] = await stage.directory('Noor Nasser', 'Sessions');
    stage.holds('her sessions were ended', sessions.startsWith('all ended'));
  },
};
