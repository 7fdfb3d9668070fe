// Has V8 compile what a start calls together with the file that it is in. V8 compiles a function when it is first called,
// and Node's cache keeps of a file what was compiled when it was loaded: so every start compiled the same few hundred
// functions anew. What stands in parentheses V8 takes for called on the spot, and compiles it with its file.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';
import MagicString from 'magic-string';
import { startSandbox } from './sandbox.mjs';

/**
 * Rewrites the program's files. Throws when the sandbox, which the starts ask, does not come up.
 * @param launcher the program @param folder its files @param starts command lines; `my-app` is a deployment in at-vie-2
 */
export async function compileAhead({ launcher, folder, starts }) {
  const called = await functionsCalledBy(launcher, starts);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (called.has(name)) writeFileSync(file, compiledAhead(readFileSync(file, 'utf8'), called.get(name)));
  }
}

/** How long all of it may take, in ms: a build must not hang on what only makes starts quicker. */
const LONGEST_MS = 60_000;

/** A function of a file, by where it stands there. */
const rangeOf = ({ start, end }) => `${start}-${end}`;

/**
 * The text of a script in which functions are compiled with it. One that is declared becomes a variable at the beginning
 * of its scope, which is where JavaScript puts it anyway. Methods stay as they are: parentheses do not fit around them.
 * @param called the functions, each as `start-end` in the text
 */
export function compiledAhead(source, called) {
  const text = new MagicString(source);
  const wrap = (node, _, ancestors) => {
    const { type, method, kind } = ancestors.at(-2);
    const isMethod = type === 'MethodDefinition' || method || ['get', 'set'].includes(kind);
    if (!isMethod && called.has(rangeOf(node))) text.appendLeft(node.start, '(').prependRight(node.end, ')');
  };
  ancestor(parse(source, { ecmaVersion: 'latest' }), {
    // Not async ones, which V8 compiles late all the same.
    ArrowFunctionExpression: (node, ...given) => node.async || wrap(node, ...given),
    FunctionExpression: wrap,
    FunctionDeclaration(node, _, ancestors) {
      const statements = scopeOf(ancestors);
      // Of several with one name the last is meant, wherever it stands: as variables the order would count.
      const namesakes = statements?.filter(({ type, id }) => type === node.type && id.name === node.id.name);
      if (namesakes?.length !== 1 || !called.has(rangeOf(node))) return;
      const kind = `${node.async ? 'async ' : ''}function${node.generator ? '*' : ''}`;
      text.overwrite(node.start, node.id.end, `var ${node.id.name}=(${kind}`).appendLeft(node.end, ');');
      const first = statements.find(({ directive }) => !directive);
      if (first !== node) text.move(node.start, node.end, first.start);
    },
  });
  return text.toString();
}

/** The statements of the script or function that a function is declared in; undefined for one declared in a block. */
function scopeOf(ancestors) {
  const [outer, parent] = ancestors.slice(-3, -1);
  if (ancestors.length === 2) return ancestors[0].body;
  return parent.type === 'BlockStatement' && /Function/.test(outer.type) ? parent.body : undefined;
}

/** For each file the functions that any of the starts calls. */
async function functionsCalledBy(launcher, starts) {
  const home = mkdtempSync(join(tmpdir(), 'exo-di-build-'));
  const { PATH, SystemRoot } = process.env;
  const plain = { PATH, SystemRoot, HOME: home, USERPROFILE: home, EXO_DI_PRICES: 'off' };
  try {
    const sandbox = await startSandbox(launcher, plain, LONGEST_MS);
    try {
      const coverage = join(home, 'coverage');
      for (const start of starts) await run(launcher, start, { ...sandbox.env, NODE_V8_COVERAGE: coverage });
      return read(coverage, readdirSync(coverage));
    } finally {
      await sandbox.end();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs a command line, however it ends. */
function run(launcher, line, env) {
  return new Promise((resolve) => {
    execFile(process.execPath, [launcher, ...line.split(' ')], { env, timeout: LONGEST_MS }, () => resolve());
  });
}

/** What V8 has counted. @returns by the name of a file its functions, as `start-end` */
function read(folder, reports) {
  const called = new Map();
  for (const report of reports) {
    const { result } = JSON.parse(readFileSync(join(folder, report), 'utf8'));
    for (const { url, functions } of result) {
      if (!url.startsWith('file:')) continue;
      const name = basename(fileURLToPath(url));
      const ranges = called.get(name) ?? new Set();
      called.set(name, ranges);
      for (const {
        ranges: [{ startOffset, endOffset, count }],
      } of functions)
        if (count > 0) ranges.add(rangeOf({ start: startOffset, end: endOffset }));
    }
  }
  return called;
}
