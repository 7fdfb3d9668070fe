import { type ClientRequest, request } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../helpers/chance.js';
import { type Engine, proxy } from './bench.js';

/* Many faults at once: the proxy keeps its promises, and an incomplete answer never looks complete. */

const PIECES = 12;
const PIECE = `data: ${'x'.repeat(20_000)}\n\n`;

/** A long timeout, for busy machines. */
const PATIENT = { timeout: 10_000 };

/** What the engine does with a request, and what its caller does. */
interface Course {
  engine: 'whole' | 'reset at once' | 'reset midway' | 'ends midway' | 'refuses';
  caller: 'reads' | 'reads slowly' | 'leaves at once' | 'leaves midway';
}

const course: fc.Arbitrary<Course> = fc.record({
  engine: fc.constantFrom('whole', 'whole', 'reset at once', 'reset midway', 'ends midway', 'refuses'),
  caller: fc.constantFrom('reads', 'reads', 'reads slowly', 'leaves at once', 'leaves midway'),
});

const engine: Engine = (incoming, response) => {
  const { engine: does }: Course = JSON.parse(String(incoming.headers['x-course']));
  incoming.resume();
  if (does === 'reset at once') return void incoming.socket.resetAndDestroy();
  if (does === 'refuses') return void response.writeHead(429, { 'retry-after': '1' }).end('no');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const next = () => {
    if (response.destroyed) return;
    if (sent === PIECES / 2 && does === 'reset midway') return void incoming.socket.resetAndDestroy();
    if (sent === PIECES / 2 && does === 'ends midway') return void incoming.socket.destroy();
    if (sent++ === PIECES) return void response.end('data: [DONE]\n\n');
    if (response.write(PIECE)) setImmediate(next);
    else response.once('drain', next);
  };
  next();
};

type End =
  | { how: 'whole'; status: number; bytes: number; text: string }
  | { how: 'broken'; why: string }
  | { how: 'left' };

/** Sends one request, whose engine and caller behave as given. */
function go(origin: string, given: Course): Promise<End> {
  return new Promise((resolve) => {
    const sent: ClientRequest = request(`${origin}/v1/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: { 'x-course': JSON.stringify(given) },
    });
    const leave = () => {
      sent.destroy();
      resolve({ how: 'left' });
    };
    sent.on('error', ({ message }) => resolve({ how: 'broken', why: message }));
    sent.on('response', (response) => {
      let bytes = 0;
      let text = '';
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (text.length < 2_000) text += piece;
        if (given.caller === 'leaves midway') leave();
        if (given.caller !== 'reads slowly') return;
        response.pause();
        setTimeout(() => response.resume(), 2);
      });
      response.on('end', () => resolve({ how: 'whole', status: response.statusCode ?? 0, bytes, text }));
      response.on('error', ({ message }) =>
        resolve({ how: 'broken', why: `${message}, after ${bytes} bytes` }),
      );
    });
    sent.end('{"model":"org/my-app"}');
    if (given.caller === 'leaves at once') setTimeout(leave, 1);
  });
}

const WHOLE = PIECES * PIECE.length + 'data: [DONE]\n\n'.length;

test('with resets, slow readers, callers that leave and a full queue, every caller gets the right answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(course, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      async (drawn, maxPending) => {
        const all: Course[] = [{ engine: 'whole', caller: 'reads' }, ...drawn];
        const staying = all.filter(({ caller }) => caller !== 'leaves at once').length;
        let serve = () => {};
        let wakes = 0;
        const { origin, lines, targets, running } = await proxy([
          {
            name: 'my-app',
            replicas: 0,
            engine,
            settings: { maxPending },
            service: {
              look: async () => ({ replicas: wakes }),
              wake() {
                wakes += 1;
                return new Promise((resolve) => {
                  serve = resolve;
                });
              },
            },
          },
        ]);
        const going = all.map((one) => go(origin, one));
        await expect.poll(() => wakes, PATIENT).toBe(1);
        const full = () => lines.filter(({ note }) => note === 'too_many_pending').length;
        const left = () => lines.filter(({ note }) => note === 'caller_left').length;
        const keeper = targets[0]?.keeper;
        await expect
          .poll(() => (keeper?.numbers.pending ?? 0) + full() + left(), PATIENT)
          .toBeGreaterThanOrEqual(staying);
        expect(keeper?.numbers.pending).toBeLessThanOrEqual(maxPending);
        serve();
        const ends = await Promise.all(going);
        for (const [index, end] of ends.entries()) {
          const { engine: does, caller } = all[index] ?? { engine: 'whole', caller: 'reads' };
          if (end.how !== 'whole') {
            // An answer may be incomplete only if the caller left or the deployment broke off.
            if (end.how === 'broken') expect(['reset midway', 'ends midway'], end.why).toContain(does);
            else expect(caller).toMatch(/^leaves/);
            continue;
          }
          if (end.status === 200) expect([does, end.bytes]).toEqual(['whole', WHOLE]);
          else if (end.status === 429) expect([does, end.text]).toEqual(['refuses', 'no']);
          else {
            const { code } = JSON.parse(end.text).error;
            expect([502, 503]).toContain(end.status);
            expect(code).toBe(end.status === 502 ? 'upstream_unreachable' : 'too_many_pending');
            if (end.status === 502) expect(does).toBe('reset at once');
          }
        }
        // A caller that leaves at once may be gone before its request arrives, so it may have no line in the log.
        await expect.poll(() => lines.length, PATIENT).toBeGreaterThanOrEqual(staying);
        await expect.poll(() => keeper?.numbers.busy, PATIENT).toBe(0);
        expect(keeper?.numbers).toMatchObject({ busy: 0, pending: 0, awake: 1 });
        expect(wakes).toBe(1);
        expect(await running.drain(1_000)).toEqual({ brokenOff: 0 });
      },
    ),
    { numRuns: runs(6) },
  );
});
