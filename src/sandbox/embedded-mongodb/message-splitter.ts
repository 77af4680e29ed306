/** Every message begins with its length, its id, the id it answers and its operation, four bytes each. */
export const headerLength = 16;

/** What a MongoDB server accepts (`maxMessageSizeBytes`), as its `hello` says. */
const maxMessageLength = 48_000_000;

/** Cuts a connection's bytes into wire messages. A message that came in one chunk is not copied. */
export class MessageSplitter {
  #chunks: Buffer[] = [];
  #held = 0;
  #needed = headerLength;

  /** The messages that this chunk completes. Throws RangeError on a length that no message can have. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#needed) return [];
    return this.#split(this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#held));
  }

  #split(bytes: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    let rest = bytes;
    this.#needed = neededFor(rest);
    while (rest.length >= this.#needed) {
      messages.push(rest.subarray(0, this.#needed));
      rest = rest.subarray(this.#needed);
      this.#needed = neededFor(rest);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return messages;
  }
}

function neededFor(bytes: Buffer): number {
  if (bytes.length < headerLength) return headerLength;
  const length = bytes.readInt32LE(0);
  if (length < headerLength || length > maxMessageLength) throw new RangeError(`Message of ${length} bytes`);
  return length;
}
