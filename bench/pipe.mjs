// The simplest possible proxy: it forwards requests with undici. bench/proxy.mjs measures what ours adds in comparison.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2], { connections: null, headersTimeout: 0, bodyTimeout: 0 });
const server = createServer((incoming, response) => {
  pool
    .request({ method: incoming.method, path: incoming.url, headers: incoming.headers, body: incoming })
    .then(({ statusCode, headers, body }) => {
      response.writeHead(statusCode, headers);
      body.pipe(response);
    })
    .catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
