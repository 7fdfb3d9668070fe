import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/index.js';
import type { Outcome } from './run.js';

/** What `exo-di` is to a script: its words go to the test, which runs them in this process. */
const PROGRAM = `#!/bin/bash
code=$(printf '%s\\0' "$@" | curl -sS --data-binary @- "$EXO_DI_BENCH/run")
cat "$EXO_DI_FOLDER/stderr" >&2
cat "$EXO_DI_FOLDER/stdout"
exit "$code"
`;

export interface Bash {
  /** The current folder of scripts, and their home. */
  folder: string;
  /** Of the sandbox, on a socket: for curl. */
  origin: string;
  /** Runs a script as it stands. */
  run(script: string): Promise<Outcome>;
  close(): void;
}

/**
 * bash with a program `exo-di` that costs no process of Node, on a sandbox that curl reaches too.
 * @param programs other commands, as scripts for bash
 */
export async function startBash(
  sandbox: Sandbox,
  exo: (words: readonly string[], at: { folder: string; origin: string }) => Promise<Outcome>,
  programs: Readonly<Record<string, string>> = {},
): Promise<Bash> {
  const folder = mkdtempSync(join(tmpdir(), 'exo-di-bash-'));
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries({ ...programs, 'exo-di': PROGRAM })) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  let origin = '';
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url === '/run') {
      const { code, stdout, stderr } = await exo(body.split('\0').slice(0, -1), { folder, origin });
      writeFileSync(join(bin, 'stdout'), stdout);
      writeFileSync(join(bin, 'stderr'), stderr);
      response.end(String(code));
      return;
    }
    const { method = 'GET', url, headers } = request;
    const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await sandbox.fetch(
      new Request(`${origin}${url}`, { method, headers: sent, ...(body === '' ? {} : { body }) }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    folder,
    origin,
    run: (script) =>
      new Promise((resolve) => {
        const env = {
          HOME: folder,
          PATH: `${bin}:${process.env.PATH ?? ''}`,
          EXO_DI_BENCH: origin,
          EXO_DI_FOLDER: bin,
          NO_PROXY: '127.0.0.1',
        };
        execFile('bash', ['-c', script], { cwd: folder, env }, (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
        );
      }),
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
