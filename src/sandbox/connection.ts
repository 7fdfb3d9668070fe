import type { Socket } from 'node:net';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Clock } from '../clock.js';
import { whenAborted } from '../domain/when-aborted.js';

/** What a fault can do to a request's connection instead of sending a whole answer. */
export interface Connection {
  /** Resets the connection without an answer. */
  reset(): Promise<Response>;
  /** Keeps the connection open and never answers. */
  silence(): Promise<Response>;
  /** Sends the head and half of the body, or some events of a stream and half of the next one, then breaks off. */
  cut(answer: Response): Promise<Response>;
  /** Sends the head, then a byte of the body each second. */
  drip(answer: Response): Promise<Response>;
  /** Breaks off in the middle of a body that is being streamed. */
  breakOff(body: ReadableStreamDefaultController<Uint8Array>): void;
}

const DRIP_MS = 1_000;

/** A real connection. It writes to the socket directly, because the HTTP server must not send an answer of its own. */
export function socketConnection(socket: Socket): Connection {
  // destroySoon sends first what was already written.
  const breakOff = () => void setImmediate(() => socket.destroySoon());
  return {
    breakOff,
    async reset() {
      socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    },
    async silence() {
      return RESPONSE_ALREADY_SENT;
    },
    async cut(answer) {
      if (isStream(answer)) return cutStream(answer, breakOff);
      const { head, body } = await serialize(answer);
      socket.end(Buffer.concat([head, body.subarray(0, Math.floor(body.length / 2))]), () =>
        socket.destroy(),
      );
      return RESPONSE_ALREADY_SENT;
    },
    async drip(answer) {
      const { head, body } = await serialize(answer);
      socket.write(head);
      let sent = 0;
      const timer = setInterval(() => {
        socket.write(body.subarray(sent, ++sent));
        if (sent >= body.length) socket.end();
      }, DRIP_MS);
      socket.once('close', () => clearInterval(timer));
      return RESPONSE_ALREADY_SENT;
    },
  };
}

/**
 * A connection in the same process: it fails as `fetch` would fail for the same request. Time is the sandbox's clock.
 */
export function inProcessConnection(request: Request, clock: Clock): Connection {
  const broken = () =>
    new TypeError('fetch failed', {
      cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
    });
  const breakOff = (body: ReadableStreamDefaultController<Uint8Array>) => body.error(broken());
  return {
    breakOff,
    reset: () => Promise.reject(broken()),
    async silence() {
      await whenAborted(request.signal);
      throw request.signal.reason;
    },
    async cut(answer) {
      if (isStream(answer)) return cutStream(answer, breakOff);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const half = bytes.subarray(0, Math.floor(bytes.length / 2));
      return streamed(answer, (controller, turn) =>
        turn === 0 ? controller.enqueue(half) : controller.error(broken()),
      );
    },
    async drip(answer) {
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return streamed(answer, async (controller, turn) => {
        await clock.sleep(DRIP_MS, request.signal);
        if (turn < bytes.length) controller.enqueue(bytes.subarray(turn, turn + 1));
        else controller.close();
      });
    },
  };
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}

/** How many events of a stream arrive whole before it is cut. */
const WHOLE_EVENTS = 3;

/** The stream of an answer, broken off in the middle of its fourth event. */
function cutStream(answer: Response, breakOff: Connection['breakOff']): Response {
  const events = answer.body?.getReader();
  return streamed(answer, async (controller, turn) => {
    const { value = new Uint8Array() } = (await events?.read()) ?? {};
    if (turn < WHOLE_EVENTS) return controller.enqueue(value);
    if (turn > WHOLE_EVENTS) return breakOff(controller);
    controller.enqueue(value.subarray(0, Math.floor(value.length / 2)));
    await events?.cancel();
  });
}

/** A response whose body is made as it is read: `pull` is called for each piece with its number, from 0. */
function streamed(
  { status, headers }: Response,
  pull: (controller: ReadableStreamDefaultController<Uint8Array>, turn: number) => void | Promise<void>,
): Response {
  let turn = 0;
  const body = new ReadableStream<Uint8Array>(
    { pull: (controller) => pull(controller, turn++) },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

async function serialize(answer: Response): Promise<{ head: Buffer; body: Buffer }> {
  const body = Buffer.from(await answer.arrayBuffer());
  const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `HTTP/1.1 ${answer.status} Sandbox\r\n${lines}content-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  return { head: Buffer.from(head), body };
}
