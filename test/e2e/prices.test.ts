import { createServer, type RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { listen } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/* A price feed on a real socket: a command waits 1.5 s for it, however slowly it answers, and then gives it up. */

const opened = closesAtEnd();

/** Starts a price feed. @returns its URL, and how long each request to it was open, in ms */
async function startFeed(answer: RequestListener) {
  const openMs: number[] = [];
  const server = createServer();
  server.on('request', (_, response) => {
    const began = performance.now();
    response.once('close', () => openMs.push(performance.now() - began));
  });
  server.on('request', answer);
  const feed = await opened(listen(server));
  return { openMs, url: `http://127.0.0.1:${feed.port}/` };
}

describe('a price feed that never finishes its answer is given up, and the price is unknown', () => {
  test.concurrent.each<[string, RequestListener]>([
    ['it says nothing', () => {}],
    [
      'it sends one byte at a time',
      (_, response) => {
        const drip = setInterval(() => response.write(' '), 100);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('%s', async (_, answer) => {
    const running = await opened(startSandbox({ speed: 10_000 }));
    running.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const { openMs, url } = await startFeed(answer);
    const line = ['deployment', 'scale', 'my-app', '2', '-z', 'at-vie-2'];
    const { code, stderr } = await perform(line, running, { env: { EXO_DI_PRICES: url } });
    expect(code).toBe(0);
    expect(stderr).toContain('2 GPU-hours an hour (price unknown)');
    expect(openMs).toHaveLength(1);
    // The lower bound shows that the command waited, the upper one that it gave up before the usual timeout of 10 s.
    expect(openMs[0]).toBeGreaterThan(1000);
    expect(openMs[0]).toBeLessThan(8000);
  });
});
