import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guardConsole } from './guard.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  const app = express();
  app.use(guardConsole, (_request, response) => void response.send('in'));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});

/** `fetch` would not let a test choose its own Host and Origin. */
async function send(method: string, headers: Readonly<Record<string, string>>) {
  const call = httpRequest({ host: '127.0.0.1', port, method, path: '/console/say', headers });
  call.end(method === 'POST' ? '{}' : undefined);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.resume();
  return { status: answer.statusCode, headers: answer.headers };
}

const json = { 'content-type': 'application/json' };
const own = () => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` });

it('lets in the page itself', async () => {
  expect((await send('GET', { host: `127.0.0.1:${port}` })).status).toBe(200);
  expect((await send('POST', { ...own(), ...json })).status).toBe(200);
});

it('refuses a name from outside that somebody has pointed to this machine', async () => {
  expect((await send('GET', { host: 'sandbox.attacker.example' })).status).toBe(403);
  expect((await send('GET', { host: `localhost.attacker.example:${port}` })).status).toBe(403);
});

it('refuses commands that another site sends', async () => {
  expect((await send('POST', { ...own(), origin: 'https://attacker.example', ...json })).status).toBe(403);
  expect((await send('POST', { host: `localhost:${port}`, ...json })).status).toBe(403);
  expect((await send('GET', { ...own(), 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

it('refuses what a form could send', async () => {
  const form = { 'content-type': 'text/plain' };
  expect((await send('POST', { ...own(), ...form })).status).toBe(403);
});

it('allows the page nothing from elsewhere', async () => {
  const { headers } = await send('GET', own());
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});
