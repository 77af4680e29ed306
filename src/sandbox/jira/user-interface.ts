import { typedDocument } from './adf.ts';
import type { AccountRecord, CommentRecord, IssueRecord, ProjectRecord, StatusRecord } from './records.ts';
import { refused } from './refusal.ts';
import { accountById, projectBy, type SimulatedSite } from './site.ts';

/** What people do in Jira itself, in the browser, the portal or by mail. Each fires the webhooks it would. */
export interface UserInterface {
  /** In the portal of their own service project, or of another (`HELP` takes everybody’s). */
  contactOpensTicket(ticket: {
    email: string;
    summary: string;
    description?: string;
    project?: string;
  }): IssueRecord;
  /** A mail to the service project's address: it becomes a request of its sender's. */
  contactMailsTicket(mail: { email: string; summary: string; description?: string }): IssueRecord;
  contactWrites(comment: { issueKey: string; email: string; text: string }): CommentRecord;
  /** A reply by mail. From somebody who is not on the issue it is marked, and it is theirs no less. */
  contactMails(mail: { issueKey: string; email: string; text: string }): CommentRecord;
  /** The site has them as inactive from now on. */
  contactLeaves(leaving: { email: string }): void;
  /** Their profile shows no address any more. */
  contactHidesAddress(email: string): void;
  /** `technician` is an account id such as `712020:tess`; for nobody in particular they are the reporter themselves. */
  technicianOpensTicket(ticket: {
    technician: string;
    email?: string;
    summary: string;
    project?: string;
  }): IssueRecord;
  technicianWrites(comment: {
    issueKey: string;
    technician: string;
    text: string;
    visibility?: 'internal' | 'public';
  }): CommentRecord;
  technicianEdits(edit: { commentId: string; technician: string; text: string }): CommentRecord;
  technicianDeletes(deletion: { commentId: string }): void;
  /** To the first status of work. */
  technicianBegins(beginning: { issueKey: string; technician: string }): IssueRecord;
  /** Assigns it to themselves. */
  technicianTakes(taking: { issueKey: string; technician: string }): IssueRecord;
  /** To the first status of the category done. */
  technicianCloses(closing: { issueKey: string; technician: string }): IssueRecord;
  /** Another program with an account of its own. */
  programWrites(comment: { issueKey: string; text: string }): CommentRecord;
  programOpensTicket(ticket: { email: string; summary: string }): IssueRecord;
}

const INTERNAL: ReadonlyMap<string, unknown> = new Map([['sd.public.comment', { internal: true }]]);
/** To whom the sandbox's technicians restrict comments outside of service projects. */
const TECHNICIANS = 'Technicians';

/** What people do in Jira's own pages. */
export function userInterface(site: SimulatedSite): UserInterface {
  const { seed, store } = site;
  const moves = (
    { issueKey, technician }: { issueKey: string; technician: string },
    wanted: StatusRecord['category'],
  ) => {
    const issue = store.issue(issueKey);
    const status = issue.project.statuses.find(({ category }) => category === wanted);
    const resolution = wanted === 'done' ? 'Done' : undefined;
    if (status) store.setStatus(issue, status, person(site, technician), resolution);
    return issue;
  };
  const opens = (ticket: Opening) => store.open(openingOf(site, ticket));
  return {
    contactOpensTicket: ({ email, ...ticket }) =>
      opens({ ...ticket, creator: byEmail(site, email), reporter: byEmail(site, email) }),
    contactMailsTicket: ({ email, ...ticket }) =>
      opens({ ...ticket, creator: byEmail(site, email), reporter: byEmail(site, email) }),
    technicianOpensTicket({ technician, email, ...ticket }) {
      const creator = person(site, technician);
      return opens({ ...ticket, creator, reporter: email === undefined ? creator : byEmail(site, email) });
    },
    programOpensTicket: ({ email, ...ticket }) =>
      opens({ ...ticket, creator: seed.program, reporter: byEmail(site, email) }),
    contactWrites: ({ issueKey, email, text }) =>
      store.addComment(store.issue(issueKey), { author: byEmail(site, email), body: typedDocument(text) }),
    contactMails({ issueKey, email, text }) {
      const issue = store.issue(issueKey);
      const author = byEmail(site, email);
      return store.addComment(issue, {
        author,
        body: typedDocument(text),
        fromOutside: author !== issue.reporter,
      });
    },
    contactLeaves({ email }) {
      byEmail(site, email).active = false;
    },
    contactHidesAddress(email) {
      byEmail(site, email).hidesEmail = true;
    },
    technicianWrites({ issueKey, technician, text, visibility = 'internal' }) {
      const issue = store.issue(issueKey);
      const comment = { author: person(site, technician), body: typedDocument(text) };
      return store.addComment(issue, { ...comment, ...(visibility === 'internal' && hidden(issue)) });
    },
    technicianEdits: ({ commentId, technician, text }) =>
      store.editComment(commentId, typedDocument(text), person(site, technician)),
    technicianDeletes: ({ commentId }) => store.deleteComment(commentId),
    technicianBegins: (beginning) => moves(beginning, 'indeterminate'),
    technicianTakes({ issueKey, technician }) {
      const issue = store.issue(issueKey);
      store.assign(issue, person(site, technician), person(site, technician));
      return issue;
    },
    technicianCloses: (closing) => moves(closing, 'done'),
    programWrites({ issueKey, text }) {
      const issue = store.issue(issueKey);
      return store.addComment(issue, { author: seed.program, body: typedDocument(text), ...hidden(issue) });
    },
  };
}

interface Opening {
  summary: string;
  description?: string;
  project?: string;
  creator: AccountRecord;
  reporter: AccountRecord;
}

function openingOf(site: SimulatedSite, { summary, description, project: key, creator, reporter }: Opening) {
  const project = key === undefined ? ownProject(site, reporter) : projectBy(site.seed, key);
  const requestType = project?.serviceDesk?.requestTypes[0];
  const [issueType] = project?.issueTypes ?? [];
  if (!project || !issueType) throw refused(404, `There is no project ${key ?? 'of theirs'}.`);
  return {
    project,
    issueType,
    requestType,
    summary,
    description: description === undefined ? undefined : typedDocument(description),
    creator,
    reporter,
    organizations: site.seed.organizations.filter(({ memberIds }) => memberIds.includes(reporter.accountId)),
  };
}

/** The service project that is only for the people of their company. */
function ownProject({ seed }: SimulatedSite, { accountId }: AccountRecord): ProjectRecord | undefined {
  return seed.projects.find(({ customerIds }) => customerIds.includes(accountId));
}

/** How the comment box hides a comment: `Add internal note` in a service project, a role elsewhere. */
function hidden({ project }: IssueRecord) {
  return project.typeKey === 'service_desk' ? { properties: INTERNAL } : { role: TECHNICIANS };
}

function byEmail({ seed }: SimulatedSite, email: string): AccountRecord {
  const found = seed.accounts.find(({ emailAddress }) => emailAddress.toLowerCase() === email.toLowerCase());
  if (!found) throw refused(404, `Nobody has the address ${email}.`);
  return found;
}

function person({ seed }: SimulatedSite, accountId: string): AccountRecord {
  const found = accountById(seed, accountId);
  if (!found) throw refused(404, `There is no account ${accountId}.`);
  return found;
}
