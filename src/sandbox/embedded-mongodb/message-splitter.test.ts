import { describe, expect, it } from 'vitest';
import { MessageSplitter } from './message-splitter.ts';

const messages = [16, 17, 400].map((length, index) => {
  const message = Buffer.alloc(length, index + 1);
  message.writeInt32LE(length, 0);
  return message;
});
const bytes = Buffer.concat(messages);

describe('messages on one connection', () => {
  it.each([1, 3, 15, 16, 33, 1_000])('come out whole and in order from chunks of %i bytes', (size) => {
    const splitter = new MessageSplitter();
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );

    expect(chunks.flatMap((chunk) => splitter.push(chunk))).toEqual(messages);
  });

  it('are refused when the length cannot be one, as in an HTTP request', () => {
    expect(() => new MessageSplitter().push(Buffer.from('POST / HTTP/1.1\r\n'))).toThrow(RangeError);
    expect(() => new MessageSplitter().push(Buffer.alloc(16))).toThrow(RangeError);
  });
});
