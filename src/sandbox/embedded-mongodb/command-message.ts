/**
 * The top level of one command as it came over the wire: OP_MSG, whose sections hold one body document and
 * any number of document sequences. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */

const opMsg = 2013;
const opQuery = 2004;
const flagsAt = 16;
const sectionsAt = 20;
const checksumPresent = 1;
const moreToCome = 2;

export type FieldRange = { name: string; start: number; end: number };
export type CommandBody = { start: number; fields: FieldRange[] };

/** The id that an answer has to name. */
export function requestIdOf(message: Buffer): number {
  return message.readInt32LE(4);
}

/** Drivers open a connection with an OP_QUERY that can only be a handshake. */
export function isLegacyHandshake(message: Buffer): boolean {
  return message.readInt32LE(12) === opQuery;
}

/** Whether the client waits for no answer. */
export function wantsNoReply(message: Buffer): boolean {
  return (message.readUInt32LE(flagsAt) & moreToCome) !== 0;
}

/** The body's top-level fields in order, the first of which names the command; undefined if not OP_MSG. */
export function readCommandBody(message: Buffer): CommandBody | undefined {
  if (message.readInt32LE(12) !== opMsg) return undefined;
  const start = findBody(message);
  const end = start + message.readInt32LE(start) - 1;
  const fields: FieldRange[] = [];
  for (let at = start + 4; at < end; ) {
    const nameEnd = message.indexOf(0, at + 1);
    const valueAt = nameEnd + 1;
    const fieldEnd = valueAt + valueLength(message, message.readUInt8(at), valueAt);
    fields.push({ name: message.toString('latin1', at + 1, nameEnd), start: at, end: fieldEnd });
    at = fieldEnd;
  }
  return { start, fields };
}

function findBody(message: Buffer): number {
  let at = sectionsAt;
  while (message.readUInt8(at) !== 0) at += 1 + message.readInt32LE(at + 1);
  return at + 1;
}

/**
 * The message without these fields of its body. Moves the few bytes before them over them, so that the
 * payload behind is not copied; the buffer passed in is used up.
 */
export function cutFields(message: Buffer, body: CommandBody, fields: FieldRange[]): Buffer {
  if (fields.length === 0) return message;
  let removed = 0;
  for (const { start, end } of fields) {
    message.copyWithin(removed + end - start, removed, start);
    removed += end - start;
  }
  const shortened = dropChecksum(message.subarray(removed));
  shortened.writeInt32LE(shortened.length, 0);
  shortened.writeInt32LE(shortened.readInt32LE(body.start) - removed, body.start);
  return shortened;
}

/** A checksum, which is optional, would no longer match. */
function dropChecksum(message: Buffer): Buffer {
  const flags = message.readUInt32LE(flagsAt);
  if ((flags & checksumPresent) === 0) return message;
  message.writeUInt32LE(flags - checksumPresent, flagsAt);
  return message.subarray(0, message.length - 4);
}

/** Lengths of BSON values by type. https://bsonspec.org/spec.html */
function valueLength(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case 0x06: // undefined
    case 0x0a: // null
    case 0x7f: // max key
    case 0xff: // min key
      return 0;
    case 0x08: // boolean
      return 1;
    case 0x10: // int32
      return 4;
    case 0x01: // double
    case 0x09: // date
    case 0x11: // timestamp
    case 0x12: // int64
      return 8;
    case 0x07: // object id
      return 12;
    case 0x13: // decimal128
      return 16;
    case 0x03: // document
    case 0x04: // array
    case 0x0f: // code with scope
      return bytes.readInt32LE(at);
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return 4 + bytes.readInt32LE(at);
    case 0x05: // binary, with its subtype
      return 5 + bytes.readInt32LE(at);
    case 0x0c: // pointer: a string and an object id
      return 4 + bytes.readInt32LE(at) + 12;
    case 0x0b: // regular expression: two names
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at;
    default:
      throw new TypeError(`BSON type ${type}`);
  }
}
