import { createServer, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  createProductionTransport,
  productionConnectors,
} from '../../../src/api/http/production-transport.js';
import { createSandbox } from '../../../src/sandbox/index.js';
import { listen, serveInTls, startProxy } from '../../helpers/network.js';

const SSL_CERT_FILE = fileURLToPath(new URL('../../fixtures/tls/test-only-ca.pem', import.meta.url));

test.each(['http://127.0.0.1:1/v2', 'https://api.example/v2', undefined])(
  'SSL_CERT_FILE is used for every zone in TLS, whatever the endpoint is (%s)',
  async (endpoint) => {
    const { port, close } = await serveInTls(createSandbox());
    const env = { SSL_CERT_FILE };
    const transport = await createProductionTransport({ env, endpoint, onlyReads: true });
    const url = `https://localhost:${port}/v2/zone`;
    await expect(transport.send({ method: 'GET', url, headers: {} })).resolves.toMatchObject({ status: 200 });
    transport.close();
    await close();
  },
);

test.each(['directly', 'through a proxy'])(
  'a connection %s is probed while it is silent, or a peer that vanished would be waited for forever',
  async (way) => {
    const probing = vi.spyOn(Socket.prototype, 'setKeepAlive');
    onTestFinished(() => probing.mockRestore());
    const { port, close } = await listen(createServer());
    const proxy = await startProxy({ target: port });
    const env = way === 'directly' ? {} : { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    const hostname = way === 'directly' ? '127.0.0.1' : 'engine.example';
    const connect = (await productionConnectors(env))(`http://${hostname}:${port}`);
    const socket = await new Promise<Socket | null>((resolve) =>
      connect({ hostname, protocol: 'http:', port: String(port) }, (_, made) => resolve(made)),
    );
    expect(probing.mock.contexts.map((probed) => probed === socket)).toEqual([true]);
    expect(probing.mock.calls).toEqual([[true, 60_000]]);
    socket?.destroy();
    await Promise.all([close(), proxy.close()]);
  },
);
