import { connect, createServer, type Socket } from 'node:net';
import { type Listening, listen } from '../helpers/network.js';

/** How a relay disturbs TLS handshakes. */
export type HandshakeFault = 'never' | 'half' | 'cut' | 'slow';

/** A part of the server's first answer in a handshake, but not all of it. */
const HALF_BYTES = 100;
const SLOW_MS = 400;

/**
 * Starts a relay that passes connections on to a port of this machine and disturbs their TLS handshakes. `never`: it
 * passes nothing on; `half`: only the beginning of the answer; `cut`: that, and then it closes; `slow`: everything,
 * late.
 * @param first the number of the first connection to disturb @param last that of the last one
 */
export function startRelay(
  target: number,
  fault: HandshakeFault,
  { first = 1, last = Number.POSITIVE_INFINITY } = {},
): Promise<Listening> {
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    client.on('error', () => {});
    if (count < first || count > last) join(client, target);
    else if (fault === 'slow') setTimeout(() => join(client, target), SLOW_MS);
    else if (fault !== 'never') half(client, target, fault === 'cut');
  });
  return listen(server);
}

function join(client: Socket, target: number): void {
  const upstream = upstreamOf(client, target);
  upstream.pipe(client);
  client.pipe(upstream);
}

function half(client: Socket, target: number, thenCut: boolean): void {
  const upstream = upstreamOf(client, target);
  client.pipe(upstream);
  upstream.once('data', (answer: Buffer) => {
    upstream.removeAllListeners('data');
    upstream.on('data', () => {});
    client.write(answer.subarray(0, HALF_BYTES), () => {
      if (thenCut) client.destroy();
    });
  });
}

function upstreamOf(client: Socket, target: number): Socket {
  const upstream = connect(target, '127.0.0.1');
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => client.destroy());
  client.on('close', () => upstream.destroy());
  return upstream;
}
