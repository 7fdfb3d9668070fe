// npm run newcomer: types what README.md and the tutorial tell a beginner to type, in a fresh clone, with an empty home
// folder, an empty cache and a sandbox in the background. It prints a line for each block, with the time it took, and
// stops at the first block that fails.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));

/** The pages, and the sections of each that a beginner reads; undefined: all of them. */
const PAGES = [
  ['README.md', ['exo-di', 'Installation', 'The workflow']],
  ['docs/tutorial.md', undefined],
];
/**
 * Lines that are not typed: tests that take minutes are not part of a first hour; an alias is useless, because each
 * block has its own shell; commands that ask need a terminal; and the second deployment, `other`, does not exist yet.
 */
const LEFT_OUT = /^(?:npm test|alias |exo-di .*(?: --all | --replace | other[ =])).*$/gm;
const SANDBOX = /^exo-di sandbox start$/m;

/** How this machine reaches the registry. Without these settings nothing could be installed here. */
const network = Object.fromEntries(
  [
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'npm_config_registry',
    'npm_config_userconfig',
  ]
    .filter((name) => process.env[name])
    .map((name) => [name, process.env[name]]),
);
const home = mkdtempSync(join(tmpdir(), 'exo-di-newcomer-'));
const clone = join(home, 'exo-di');
const env = {
  HOME: home,
  PATH: [join(home, 'global/bin'), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
  SHELL: '/bin/bash',
  LANG: process.env.LANG ?? 'C.UTF-8',
  TERM: 'dumb',
  NO_PROXY: '127.0.0.1',
  npm_config_prefix: join(home, 'global'),
  npm_config_cache: join(home, 'npm-cache'),
  ...network,
};
const assignments = [];
const started = Date.now();
let sandbox;

/** The fenced blocks of some sections of a page, in order. */
function blocks(file, sections) {
  const page = readFileSync(join(project, file), 'utf8');
  let section = '';
  const found = [];
  for (const match of page.matchAll(/^##? (.*)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const [, title, language, text] = match;
    section = title ?? section;
    const line = page.slice(0, match.index).split('\n').length + 1;
    if (text !== undefined && (!sections || sections.includes(section)))
      found.push({ where: `${file}:${line}`, language, text });
  }
  return found;
}

/** Runs a script with bash in the clone. Resolves to its exit code and what it printed. */
function bash(script) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', `${assignments.join('\n')}\n${script}`], {
      cwd: clone,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    child.on('close', (code) => resolve({ code, printed }));
  });
}

/** The commands of a `console` block, each with the output that the page shows. */
const commandsOf = (text) =>
  [...text.matchAll(/^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm)].map(([, command, shown]) => ({
    command,
    shown,
  }));

/** Starts the sandbox, and sets the variables from the lines that it says to paste. */
async function startSandbox() {
  // Each page begins with a new sandbox.
  sandbox?.kill();
  if (sandbox) await once(sandbox, 'close');
  assignments.length = 0;
  return new Promise((resolve, reject) => {
    sandbox = spawn('exo-di', ['sandbox', 'start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    const hear = (text) => {
      printed += text;
      const lines = [...printed.matchAll(/export (\w+)=(\S+)$/gm)];
      if (lines.length < 3) return;
      for (const [, name, value] of lines) env[name] = value.replace(/^'|'$/g, '');
      resolve({ code: 0, printed });
    };
    for (const stream of [sandbox.stdout, sandbox.stderr]) stream.setEncoding('utf8').on('data', hear);
    sandbox.on('error', reject);
    sandbox.on('close', (code) => resolve({ code: code ?? 1, printed }));
  });
}

async function type({ language, text }) {
  if (language === 'yaml') {
    const [, name] = /^# (\S+\.yaml)$/m.exec(text) ?? [];
    if (name) writeFileSync(join(clone, name), text);
    return { code: 0, printed: '', typed: name ? `writes ${name}` : undefined };
  }
  if (SANDBOX.test(text)) return { ...(await startSandbox()), typed: 'exo-di sandbox start' };
  if (language === 'sh') {
    const script = text.replace(LEFT_OUT, '').trim();
    return script === '' ? { code: 0 } : { ...(await bash(script)), typed: script };
  }
  if (language !== 'console') return { code: 0 };
  const commands = commandsOf(text);
  for (const { command, shown } of commands) {
    const { code, printed } = await bash(command);
    if (/^\w+=/.test(command)) assignments.push(command);
    // A command has to fail if, and only if, the page shows an error.
    if ((code === 0) === /^error: /m.test(shown)) return { code: code || 1, printed, typed: command };
  }
  return { code: 0, printed: '', typed: commands[0]?.command };
}

const seconds = (since) => ((Date.now() - since) / 1_000).toFixed(1).padStart(6);
let failed = false;
try {
  mkdirSync(env.npm_config_prefix);
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${project}`, clone]);
  console.log(`${seconds(started)} s  git clone`);
  const all = PAGES.flatMap(([file, sections]) => blocks(file, sections));
  // The workflow of README.md needs a sandbox, which the page explains only later.
  const at = all.findIndex(({ language }) => language === 'console');
  all.splice(at, 0, { where: 'README.md', language: 'sh', text: 'exo-di sandbox start\n' });
  for (const block of all) {
    const begun = Date.now();
    const { code, printed, typed } = await type(block);
    if (typed === undefined) continue;
    const what = typed.split('\n').find((row) => row.trim() !== '' && !row.startsWith('#')) ?? typed;
    console.log(`${seconds(begun)} s  ${block.where.padEnd(22)} ${what.trim().slice(0, 80)}`);
    if (code === 0) continue;
    console.log(`${printed}\nerror: it ended with ${code}`);
    failed = true;
    break;
  }
  console.log(`${seconds(started)} s  in all`);
} finally {
  sandbox?.kill();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
process.exitCode = failed ? 1 : 0;
