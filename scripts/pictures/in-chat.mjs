// Pictures of one person's Slack, as narrow as a telephone: what the desk shows and answers by role.

const panelOf = (page, who) => page.locator(`[data-panel="${who}"]`);

/** Dana asks, in her Slack. */
async function asks(page, text) {
  await panelOf(page, 'employee').getByRole('button', { name: text }).click();
}

/** Chooses whose Slack the technicians' panel shows. */
async function choose(page, firstName) {
  await panelOf(page, 'technician').getByRole('button', { name: firstName }).click();
}

/** Whoever is chosen gives a command, and its answer is there: in a message with these words, or else in a form. */
async function commands(page, line, answer) {
  const panel = panelOf(page, 'technician');
  const field = panel.getByRole('textbox');
  await field.fill(`/countersign ${line}`);
  await field.press('Enter');
  await (answer ? panel.getByText(answer).last() : page.getByRole('dialog')).waitFor();
}

/** Tess signs the card that waits. */
async function approves(page) {
  const panel = panelOf(page, 'technician');
  await panel.getByRole('button', { name: 'Approve', exact: true }).click();
  await panelOf(page, 'employee').getByText('Done.').last().waitFor();
}

async function denies(page, reason) {
  await panelOf(page, 'technician').getByRole('button', { name: 'Deny', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name: 'Deny' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Somebody wants to know more; Dana answers. */
async function answers(page, question, text) {
  const panel = panelOf(page, 'employee');
  await panel.getByText(question).waitFor();
  await panel.getByText('In the thread of').waitFor();
  const field = panel.getByRole('textbox');
  await field.fill(text);
  await field.press('Enter');
}

const cardsOf = (page) => panelOf(page, 'technician').getByRole('button', { name: 'Approve', exact: true });

/** Somebody's App Home, once it is drawn. */
async function homeOf(page, who, heading) {
  const panel = panelOf(page, who);
  await panel.locator('.icon-switch').click();
  await panel.locator('.app-home').getByText(heading).first().waitFor();
}

/** `arrange`: what is done before; `tab`: the part of the page that a telephone shows; `shown`: what is in the picture. */
export const CHAT_PICTURES = [
  {
    file: 'docs/home-employee.png',
    tab: 'Ask',
    shown: (page) => panelOf(page, 'employee'),
    async arrange(page) {
      await asks(page, 'I need access to Zendesk');
      await approves(page);
      await asks(page, 'I have a new phone and cannot approve sign-ins any more');
      await cardsOf(page).waitFor();
      await asks(page, 'I need access to the finance share');
      await panelOf(page, 'employee').getByText('or only to read them?').waitFor();
      await homeOf(page, 'employee', 'Your open requests');
    },
  },
  {
    file: 'docs/home-technician.png',
    tab: 'Sign',
    shown: (page) => panelOf(page, 'technician'),
    async arrange(page) {
      await asks(page, 'I need access to Zendesk');
      await cardsOf(page).waitFor();
      await asks(page, 'I have a new phone and cannot approve sign-ins any more');
      await cardsOf(page).nth(1).waitFor();
      await homeOf(page, 'technician', 'Waiting for you');
    },
  },
  {
    file: 'docs/home-admin.png',
    tab: 'Sign',
    shown: (page) => panelOf(page, 'technician'),
    async arrange(page) {
      await asks(page, 'I have a new phone and cannot approve sign-ins any more');
      await cardsOf(page).waitFor();
      await choose(page, 'Ada');
      for (const system of ['Microsoft 365', 'ConnectWise', 'HaloPSA', 'Autotask', 'Jira', 'Hudu', 'IT Glue'])
        await commands(page, `integration check "${system}"`, `${system}:`);
      await homeOf(page, 'technician', 'Clients');
    },
  },
  {
    file: 'docs/policy-form.png',
    shown: (page) => page.getByRole('dialog'),
    async arrange(page) {
      await choose(page, 'Ada');
      await commands(page, 'policy --client lakeside');
      const form = page.getByRole('dialog');
      await form.getByLabel('Tools').selectOption(['add_to_group', 'assign_licence']);
      await form.getByLabel('Policy').selectOption('approval_needed with manager');
    },
  },
  {
    file: 'docs/policy-answer.png',
    tab: 'Sign',
    shown: (page) => panelOf(page, 'technician'),
    async arrange(page) {
      await asks(page, 'I need access to the finance share');
      await answers(page, 'or only to read them?', 'I have to change them');
      await denies(page, 'Not without Priya');
      await asks(page, 'I need access to Zendesk');
      await approves(page);
      await choose(page, 'Ada');
      await commands(page, 'policy try add_to_group auto --client lakeside', 'Would have run');
      await commands(page, 'policy set add_to_group auto --client lakeside', 'would change');
    },
  },
];

/** The guide through the first path, other people's panels, and what was said before in somebody's chat. */
const BESIDE_THE_POINT =
  '.step-pill, [data-panel="manager"], .conversation:has(.message-private) .thread:not(:has(> .message-private))';

/** Narrows the page to a telephone, as high as what is said in it. A form is narrow already. */
export async function narrow(page, { tab, shown }) {
  if (!tab) return;
  await page.addStyleTag({ content: `${BESIDE_THE_POINT} { display: none !important }` });
  await page.setViewportSize({ width: 430, height: 1_600 });
  await page
    .getByRole('navigation', { name: 'Parts of the page' })
    .getByRole('button', { name: tab })
    .click();
  const empty = await shown(page).evaluate((panel) => {
    const conversation = panel.querySelector('.conversation');
    const last = conversation?.lastElementChild;
    if (!conversation || !last) return 0;
    return conversation.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom;
  });
  await page.setViewportSize({ width: 430, height: Math.ceil(1_600 - empty) + 14 });
}
