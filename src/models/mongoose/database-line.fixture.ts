import { once } from 'node:events';
import { type AddressInfo, createServer, connect as openSocket, type Server, type Socket } from 'node:net';

/** A line to the database that a test can cut and mend. */
export class DatabaseLine {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  /** `uri` names one server. */
  constructor(uri: string) {
    this.#target = new URL(uri);
  }

  /** Opens the line; its port stays the same. */
  async mend(): Promise<void> {
    const { hostname, port } = this.#target;
    this.#server = createServer((near) => {
      const far = openSocket(Number(port), hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy()).on('close', () => to.destroy());
        from.pipe(to);
      }
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }

  get uri(): string {
    const uri = new URL(this.#target);
    uri.port = String(this.#port);
    uri.searchParams.set('directConnection', 'true');
    return uri.href;
  }
}
