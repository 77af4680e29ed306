import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express, Request, Response } from 'express';
import { acceptWebSocket, type WebSocketPeer } from './web-socket.ts';

/** Deliveries over a websocket that the app opened, instead of HTTP: `apps.connections.open` gives its address. */
export interface SocketMode {
  readonly connected: boolean;
  /** Resolves with the acknowledgement's payload, or undefined when there was none in time. */
  send(envelope: SocketEnvelope, withinMs: number): Promise<{ payload: unknown } | undefined>;
  close(): void;
}

export interface SocketEnvelope {
  type: 'events_api' | 'interactive' | 'slash_commands';
  payload: unknown;
  retry_attempt?: number;
  retry_reason?: string;
}

/** Any app-level token is taken. */
export async function startSocketMode(): Promise<SocketMode & { addTo(app: Express): void }> {
  const peers = new Set<WebSocketPeer>();
  const waiting = new Map<string, (payload: unknown) => void>();
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const peer: WebSocketPeer = acceptWebSocket(socket, request.headers['sec-websocket-key'] ?? '', {
      onText(text) {
        const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id: string; payload?: unknown };
        waiting.get(id)?.(payload);
      },
      onClose: () => void peers.delete(peer),
    });
    peers.add(peer);
    peer.send(JSON.stringify({ type: 'hello', num_connections: peers.size }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`;
  return {
    get connected() {
      return peers.size > 0;
    },
    addTo(app) {
      app.post('/api/apps.connections.open', (request: Request, response: Response) => {
        const isAppToken = request.get('authorization')?.startsWith('Bearer xapp-');
        response.json(isAppToken ? { ok: true, url } : { ok: false, error: 'not_allowed_token_type' });
      });
    },
    send(envelope, withinMs) {
      const id = randomUUID();
      const [peer] = peers;
      peer?.send(JSON.stringify({ envelope_id: id, accepts_response_payload: true, ...envelope }));
      return new Promise((resolve) => {
        const timer = setTimeout(() => answered(undefined), withinMs);
        const answered = (answer: { payload: unknown } | undefined) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        waiting.set(id, (payload) => answered({ payload }));
      });
    },
    close() {
      for (const peer of peers) peer.close();
      server.close();
    },
  };
}
