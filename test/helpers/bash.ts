import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createCalls } from 'node:net';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/index.js';
import { ownFolder } from './folder.js';
import { listen } from './network.js';
import type { Outcome } from './run.js';

/**
 * The function `exo-di` of scripts: it sends its words over a socket to the test, which runs the command in its own
 * process. BASH_ENV makes the function known to every bash, so that a call starts no program.
 */
const FUNCTION = `exo-di() {
  local code said stdout stderr
  exec 3<>"/dev/tcp/127.0.0.1/$EXO_DI_PORT"
  printf '%s\\0' "$#" "$@" >&3
  read -r code said <&3 || :
  exec 3>&-
  IFS= read -r -d '' stdout <"$said.stdout" || :
  IFS= read -r -d '' stderr <"$said.stderr" || :
  printf %s "$stderr" >&2
  printf %s "$stdout"
  return "$code"
}
`;

/** The same as a program, for callers that cannot call a function of bash, such as xargs. */
const PROGRAM = '#!/bin/bash\nexo-di "$@"\n';

export interface Bash {
  /** The current folder and home folder of scripts. */
  folder: string;
  /** The origin at which curl reaches the sandbox. */
  origin: string;
  /** Runs a script unchanged. */
  run(script: string): Promise<Outcome>;
  close(): Promise<unknown>;
}

/**
 * Starts what scripts for bash need: an `exo-di` that starts no Node process, and a sandbox that curl can reach too.
 * @param exo runs one command line of a script
 * @param programs other commands by name, as bash scripts
 */
export async function startBash(
  sandbox: Sandbox,
  exo: (words: readonly string[], at: { folder: string; origin: string }) => Promise<Outcome>,
  programs: Readonly<Record<string, string>> = {},
): Promise<Bash> {
  const folder = ownFolder();
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries({ ...programs, 'exo-di': PROGRAM })) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  const known = join(bin, 'known.bash');
  writeFileSync(known, FUNCTION);
  let origin = '';
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method = 'GET', url, headers } = request;
    const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await sandbox.fetch(
      new Request(`${origin}${url}`, { method, headers: sent, ...(body === '' ? {} : { body }) }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  let count = 0;
  const calls = createCalls((socket) => {
    let given = '';
    socket.setEncoding('utf8').on('data', async (text: string) => {
      given += text;
      const [words, ...argv] = given.split('\0').slice(0, -1);
      if (words === undefined || argv.length < Number(words)) return;
      const { code, stdout, stderr } = await exo(argv, { folder, origin });
      const said = join(bin, `said-${++count}`);
      writeFileSync(`${said}.stdout`, stdout);
      writeFileSync(`${said}.stderr`, stderr);
      socket.end(`${code} ${said}\n`);
    });
  });
  const [{ port, close }, caller] = await Promise.all([listen(server), listen(calls)]);
  origin = `http://127.0.0.1:${port}`;
  return {
    folder,
    origin,
    run: (script) =>
      new Promise((resolve) => {
        const env = {
          HOME: folder,
          PATH: `${bin}:${process.env.PATH ?? ''}`,
          BASH_ENV: known,
          EXO_DI_PORT: String(caller.port),
          NO_PROXY: '127.0.0.1',
        };
        execFile('bash', ['-c', script], { cwd: folder, env }, (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
        );
      }),
    close: () => Promise.all([close(), caller.close()]),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
