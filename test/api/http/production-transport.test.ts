import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createProductionTransport } from '../../../src/api/http/production-transport.js';
import { createSandbox } from '../../../src/sandbox/index.js';
import { serveInTls } from '../../helpers/network.js';

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
