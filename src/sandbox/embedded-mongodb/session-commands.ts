import { serialize, UUID } from 'bson';
import { cutFields, isLegacyHandshake, readCommandBody, wantsNoReply } from './command-message.ts';

/** What to do with one message: hand it to the engine, or answer in its place with a BSON document. */
export type Routing =
  | { kind: 'forward'; message: Buffer; isHandshake: boolean }
  | { kind: 'answer'; document: Uint8Array; silently: boolean };

const sessionTimeoutMinutes = 30;
const handshakes = new Set(['hello', 'isMaster', 'ismaster']);
/** These crash the engine, as does `startSession`. A session holds nothing here, so there is nothing to end. */
const sessionEnders = new Set([
  'endSessions',
  'refreshSessions',
  'killSessions',
  'killAllSessions',
  'killAllSessionsByPattern',
]);
const transactionEnders = new Set(['commitTransaction', 'abortTransaction']);
const transactionFields = new Set(['startTransaction', 'autocommit']);
/** The engine refuses a command that carries them; outside transactions they change nothing for one server. */
const sessionFields = new Set(['lsid', '$clusterTime', 'txnNumber']);

/** Takes over what the engine lacks of sessions, so that drivers may use them as on any standalone server. */
export function routeMessage(message: Buffer): Routing {
  const body = readCommandBody(message);
  if (!body) return { kind: 'forward', message, isHandshake: isLegacyHandshake(message) };
  const command = body.fields[0]?.name ?? '';
  const answer = (document: Uint8Array): Routing => {
    return { kind: 'answer', document, silently: wantsNoReply(message) };
  };
  if (command === 'startSession') return answer(newSession());
  if (sessionEnders.has(command)) return answer(serialize({ ok: 1 }));
  if (transactionEnders.has(command)) return answer(transactionRefused());
  if (body.fields.some(({ name }) => transactionFields.has(name))) return answer(transactionRefused());
  const unwanted = body.fields.filter(({ name }) => sessionFields.has(name));
  return {
    kind: 'forward',
    message: cutFields(message, body, unwanted),
    isHandshake: handshakes.has(command),
  };
}

/** The handshake's reply with the field by which drivers know that a server has sessions. */
export function advertiseSessions(reply: Buffer): Buffer {
  const field = serialize({ logicalSessionTimeoutMinutes: sessionTimeoutMinutes }).subarray(4);
  const advertised = Buffer.concat([reply.subarray(0, -1), field]);
  advertised.writeInt32LE(advertised.length, 0);
  return advertised;
}

function newSession(): Uint8Array {
  return serialize({ id: { id: new UUID() }, timeoutMinutes: sessionTimeoutMinutes, ok: 1 });
}

/** Word for word what a standalone MongoDB server answers. */
function transactionRefused(): Uint8Array {
  return serialize({
    ok: 0,
    errmsg: 'Transaction numbers are only allowed on a replica set member or mongos',
    code: 20,
    codeName: 'IllegalOperation',
  });
}
