import express, { type Request, type Response, Router } from 'express';
import type { SandboxWorld } from '../world.ts';
import { Baselines } from './baselines.ts';
import { bundlePage, type PageFiles } from './bundle.ts';
import { ChangeFeed } from './change-feed.ts';
import { isCommandKind, parseCommand } from './console-commands.ts';
import { guardConsole } from './guard.ts';
import { perform } from './perform.ts';
import { readConsoleState } from './read-state.ts';

/**
 * The sandbox's page at `/`, with its files, state, change notices and commands under `/console/`. For loopback alone:
 * whoever reaches it is every person of the sandbox.
 */
export function createConsoleRouter(world: SandboxWorld): Router {
  const baselines = new Baselines();
  const state = () => readConsoleState(world, baselines);
  const feed = new ChangeFeed(world, async () => JSON.stringify(await state()));
  const router = Router();
  router.use(['/console', /^\/$/], guardConsole);
  servePage(router);
  router.get('/console/state', async (_request, response) => {
    response.json(await state());
  });
  router.get('/console/events', (_request, response) => feed.subscribe(response));
  router.post('/console/:command', express.json({ limit: '64kb' }), (request, response) =>
    answerCommand(world, baselines, request, response),
  );
  return router;
}

function servePage(router: Router): void {
  let files: Promise<PageFiles> | undefined;
  const serve = (path: string, type: string, content: (page: PageFiles) => string) => {
    router.get(path, async (_request, response) => {
      files ??= bundlePage();
      response.type(type).send(content(await files));
    });
  };
  serve('/', 'html', ({ html }) => html);
  serve('/console/app.js', 'js', ({ script }) => script);
  serve('/console/app.css', 'css', ({ style }) => style);
  serve('/console/mark.svg', 'svg', ({ mark }) => mark);
}

async function answerCommand(
  world: SandboxWorld,
  baselines: Baselines,
  request: Request,
  response: Response,
): Promise<void> {
  const kind = String(request.params['command']);
  const command = isCommandKind(kind) ? parseCommand(kind, request.body) : undefined;
  if (command) response.json(await perform(world, baselines, command));
  else response.status(400).json({ kind: 'refused', sentence: 'The sandbox does not know that command.' });
}
