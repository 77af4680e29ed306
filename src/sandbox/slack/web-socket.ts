import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** The little of RFC 6455 that Socket Mode needs: text frames, ping, close. For one peer that we trust: our own client. */
export interface WebSocketPeer {
  send(text: string): void;
  close(): void;
}

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const FIN = 0x80;

/** Answers the upgrade and reads frames until the socket closes. */
export function acceptWebSocket(
  socket: Duplex,
  key: string,
  { onText, onClose }: { onText: (text: string) => void; onClose: () => void },
): WebSocketPeer {
  const accept = createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = readFrame(pending); frame; frame = readFrame(pending)) {
      pending = pending.subarray(frame.length);
      if (frame.opcode === TEXT) onText(frame.payload.toString());
      if (frame.opcode === PING) socket.write(encodeFrame(PONG, frame.payload));
      if (frame.opcode === CLOSE) socket.end(encodeFrame(CLOSE, frame.payload));
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', onClose);
  return {
    send: (text) => void socket.write(encodeFrame(TEXT, Buffer.from(text))),
    close: () => socket.destroy(),
  };
}

interface Frame {
  opcode: number;
  payload: Buffer;
  /** Of the whole frame on the wire. */
  length: number;
}

/** The first frame of `bytes`, or undefined while it is not complete. A client's frames are masked. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const header = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < header + 4) return undefined;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const start = header + 4;
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(header, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { opcode: bytes.readUInt8(0) & 0xf, payload, length: start + size };
}

function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header.writeUInt8(FIN | opcode, 0);
  if (length < 126) header.writeUInt8(length, 1);
  else if (length < 65_536) {
    header.writeUInt8(126, 1);
    header.writeUInt16BE(length, 2);
  } else {
    header.writeUInt8(127, 1);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
