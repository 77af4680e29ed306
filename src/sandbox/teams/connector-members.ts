import { type ConnectorAnswer, type ConnectorCall, openConversation, refuse } from './connector-calls.ts';
import type { TeamsState, TeamsUser } from './state.ts';

/** Teams takes a page size between these, whatever is asked for. */
const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 500;

/** Everybody in a conversation. Microsoft is retiring this call in favour of pages. */
export function listMembers(call: ConnectorCall): ConnectorAnswer {
  const members = readMembers(call);
  return 'code' in members ? members : { status: 200, body: members.map(presentMember) };
}

/** One page of the people in a conversation. */
export function pageOfMembers(call: ConnectorCall): ConnectorAnswer {
  const members = readMembers(call);
  if ('code' in members) return members;
  const start = Number(call.query['continuationToken'] ?? 0);
  const asked = Number(call.query['pageSize'] ?? LARGEST_PAGE);
  const end = start + Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, asked));
  return {
    status: 200,
    body: {
      members: members.slice(start, end).map(presentMember),
      ...(end < members.length ? { continuationToken: String(end) } : {}),
    },
  };
}

/** One person in a conversation, by either id. */
export function readMember(call: ConnectorCall): ConnectorAnswer {
  const members = readMembers(call);
  if ('code' in members) return members;
  const named = call.params['member'];
  const member = members.find(({ id, aadObjectId }) => id === named || aadObjectId === named);
  return member
    ? { status: 200, body: presentMember(member) }
    : refuse(404, 'MemberNotFoundInConversation', 'The member was not found in the conversation.');
}

function readMembers(call: ConnectorCall) {
  const opened = openConversation(call);
  return 'code' in opened ? opened : membersOf(call.state, opened.conversation.members);
}

function membersOf(state: TeamsState, ids: ReadonlySet<string>): TeamsUser[] {
  return [...ids].flatMap((id) => state.users.get(id) ?? []);
}

/** A person as the roster shows them; a guest by the role, somebody of another organization by the tenant. */
function presentMember(user: TeamsUser): Record<string, unknown> {
  const [givenName = '', ...rest] = user.name.split(' ');
  return {
    id: user.id,
    name: user.name,
    aadObjectId: user.aadObjectId,
    objectId: user.aadObjectId,
    givenName,
    surname: rest.join(' '),
    email: user.email,
    userPrincipalName: user.email,
    tenantId: user.tenantId,
    userRole: user.guest ? 'guest' : 'user',
  };
}
