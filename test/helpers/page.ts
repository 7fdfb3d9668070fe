import { execFile } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../src/clock.js';
import { treeDocument } from '../../src/commands/help/tree-json.js';
import { ExoError } from '../../src/errors.js';
import { nodeFiles } from '../../src/io/read-files.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { TREE } from '../../src/tree.js';
import { type Bash, startBash } from './bash.js';
import { endedOnceServing } from './ended.js';
import { deployment, fileOf } from './inference-file.js';
import { blocksOf } from './readme.js';
import { bench, type FakeClock, type RunOptions, run, sandboxTransport } from './run.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Commands that ask for confirmation, so `y` is typed. All others run without a terminal. */
const ASKS = /scale --all|clone .*--replace/;
/** Commands that run until they are ended. */
const ENDLESS = /^sandbox start|^deployment proxy|--every/;

/** The beginning of a file, for blocks that show only a part of a deployment. */
const ONE = fileOf(deployment('my-app', undefined));

/** Files that blocks name, but that no block writes. */
const BESIDE: Readonly<Record<string, string>> = {
  'shared.yaml': 'zone: at-vie-2\ntimezone: Europe/Vienna\ndeployments: []\n',
  'austria.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20271026\nEND:VEVENT\nEND:VCALENDAR\n',
};

/**
 * Runs every block of a page unchanged, from top to bottom, as a reader would paste it. Blocks for bash run in bash,
 * but `exo-di` runs in this process, on a sandbox of the page's own with a fake clock.
 * @param file relative to the project
 */
export function everyBlockRuns(file: string): void {
  describe(file, () => {
    const page = openPage(file);
    test.each(blocksOf(file).map((block) => [block.where, block] as const))(
      '%s',
      async (_, { language, text }) => {
        const check = page[language];
        expect(check, `nobody knows what a block of ${language} is for`).toBeDefined();
        await check?.(text);
      },
    );
  });
}

/** Makes the check for the blocks of each language. */
function openPage(file: string): Readonly<Record<string, (text: string) => Promise<void>>> {
  const { sandbox, exo, clock } = bench({ quotas: { gpua5000: 8 } });
  const assignments: string[] = [];
  let bash: Bash;

  beforeAll(async () => {
    sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
    const scripts = Object.keys(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).scripts);
    const npm = `#!/bin/bash\n[[ "$1" == link || " ${scripts.join(' ')} " == *" \${2:-$1} "* ]]\n`;
    bash = await startBash(
      sandbox,
      (words, { folder, origin }) => {
        const line = words.join(' ');
        const isEndless = ENDLESS.test(line);
        const ended = new AbortController();
        setMaxListeners(0, ended.signal);
        const options: RunOptions = {
          home: folder,
          cwd: folder,
          files: nodeFiles,
          ...(isEndless && (line.includes('--every') ? { signal: ended.signal } : endedOnceServing())),
          env: {
            EXOSCALE_API_ENDPOINT: `${origin}/v2`,
            EXO_DI_PRICES: `${origin}/api/pricing/ai`,
            SHELL: '/bin/bash',
          },
          transport: sandboxTransport(sandbox),
          ...(ASKS.test(line) ? { typed: ['y\r'] } : {}),
        };
        // It listens on a socket, so it needs real time, and a free port.
        if (line.startsWith('sandbox start')) return run([...words, '--port', '0'], options, systemClock);
        // The port that the page names may be in use.
        if (line.startsWith('deployment proxy'))
          return endlessly(() => exo([...words, '--listen', '127.0.0.1:0'], options), clock);
        return isEndless ? endlessly(() => exo(words, options), clock, ended) : exo(words, options);
      },
      { npm },
    );
    for (const [name, text] of Object.entries(BESIDE)) writeFileSync(join(bash.folder, name), text);
    // The page about the examples assumes that the reader has them in the current folder.
    const folder = dirname(file);
    if (folder.endsWith('examples')) cpSync(join(project, folder), bash.folder, { recursive: true });
  });
  afterAll(() => bash.close());

  return {
    sh: async (text) => {
      if (text.startsWith('# crontab')) return crontab(text, bash);
      const { code, stderr } = await bash.run(text);
      // An endless command is ended by the test as by Ctrl-C, so it may exit with 130.
      const ends = ENDLESS.test(text.replace(/^exo-di /gm, '')) ? [0, 130] : [0];
      expect(ends, stderr).toContain(code);
      if (code === 0) expect(stderr).not.toMatch(/^error: /m);
    },
    console: async (text) => {
      for (const [, command = '', printed = ''] of text.matchAll(
        /^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm,
      )) {
        // Each command runs in a bash of its own, so earlier assignments are repeated before it.
        const { stdout, stderr } = await bash.run(`${assignments.join('')}${command}`);
        if (/^\w+=/.test(command)) assignments.push(command);
        if (printed.trim() === '') expect(stderr).toBe('');
        else expect(linesOf(stderr + stdout)).toEqual(linesOf(printed));
      }
    },
    json: async (text) => {
      const { error } = await treeDocument(['version'], TREE);
      expect(new Ajv2020({ strict: false }).validate({ ...error }, JSON.parse(text))).toBe(true);
    },
    yaml: async (text) => {
      if (text.startsWith('# a GitHub workflow')) return workflow(text, bash);
      const isPart = text.startsWith('    ');
      const [, name = 'block.yaml'] = /^# (\w+\.yaml)/.exec(text) ?? [];
      writeFileSync(join(bash.folder, name), isPart ? `${ONE}${text}` : text);
      const { code, stdout, stderr } = await bash.run(`exo-di schedule show -f ${name}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('my-app');
    },
    ts: runsAsProgram,
  };
}

/** A command that has slept this often has certainly begun its work. */
const SLEEPS = 20;

/**
 * Runs an endless command on a fake clock. Each of its sleeps lets other events be handled; otherwise it would sleep in
 * a tight loop and nothing could end it.
 * @param ended aborted after SLEEPS sleeps, for a command that does not print when it has begun
 */
async function endlessly<T>(act: () => Promise<T>, clock: FakeClock, ended?: AbortController): Promise<T> {
  const { sleep } = clock;
  let slept = 0;
  clock.sleep = async (ms, signal) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (++slept === SLEEPS) ended?.abort(new ExoError('interrupted', 'interrupted'));
    return sleep(ms, signal);
  };
  try {
    return await act();
  } finally {
    clock.sleep = sleep;
  }
}

const linesOf = (text: string) => text.split('\n').filter(Boolean).sort();

/** Runs the command of each line of a crontab, which follows the five fields, in bash. */
async function crontab(text: string, bash: Bash): Promise<void> {
  for (const line of text.split('\n').filter((one) => /^[\d*]/.test(one))) {
    const [, command = ''] = /^(?:\S+ +){5}(.*)$/.exec(line) ?? [];
    expect(await bash.run(command)).toEqual({ code: 0, stdout: '', stderr: '' });
  }
}

/** Runs the script of each step of a workflow in bash, as GitHub's runner does. */
async function workflow(text: string, bash: Bash): Promise<void> {
  for (const { run } of parse(text)) {
    const { code, stderr } = await bash.run(`set -e\n${run.replaceAll(/\$\{\{.*?\}\}/g, '7')}`);
    expect(code, stderr).toBe(0);
  }
}

/** Runs a module in Node unchanged; the TypeScript of these blocks is valid JavaScript too. */
async function runsAsProgram(text: string): Promise<void> {
  const running = await startSandbox();
  running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const { key: EXOSCALE_API_KEY, secret: EXOSCALE_API_SECRET, endpoint: EXOSCALE_API_ENDPOINT } = running;
  const env = { ...process.env, EXOSCALE_API_KEY, EXOSCALE_API_SECRET, EXOSCALE_API_ENDPOINT };
  const words = ['--input-type=module', '-e', text];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, cwd: project });
  await running.close();
  expect(stdout).toBe('my-app\n');
}
