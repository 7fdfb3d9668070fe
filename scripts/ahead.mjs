// Makes V8 compile the functions that a start calls together with their file. V8 compiles a function when it is first
// called, but Node's cache stores only what was compiled when the file was loaded, so each start would compile the same
// few hundred functions again. V8 takes a function in parentheses for one that is called at once, and compiles it with
// its file.
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
 * Rewrites the program's files. Throws if the sandbox that the starts talk to does not come up.
 * @param launcher the program @param folder its files @param starts command lines; `my-app` is a deployment in at-vie-2
 */
export async function compileAhead({ launcher, folder, starts }) {
  const called = await functionsCalledBy(launcher, starts);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (called.has(name)) writeFileSync(file, compiledAhead(readFileSync(file, 'utf8'), called.get(name)));
  }
}

/**
 * The time limit of the sandbox and of each start, in ms: a build must not hang because of something that only makes
 * starts faster.
 */
const LONGEST_MS = 60_000;

/** Identifies a function by its position in its file. */
const rangeOf = ({ start, end }) => `${start}-${end}`;

/**
 * Rewrites a script so that the given functions are compiled with it. A function that is declared becomes a variable at
 * the beginning of its scope, where JavaScript would put the declaration anyway. Methods stay as they are, because they
 * cannot be put in parentheses.
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
    // Async arrow functions are left out: V8 compiles them late even in parentheses.
    ArrowFunctionExpression: (node, ...given) => node.async || wrap(node, ...given),
    FunctionExpression: wrap,
    FunctionDeclaration(node, _, ancestors) {
      const statements = scopeOf(ancestors);
      // If several functions in a scope have one name, the last is used, wherever it is. As variables their order would
      // matter.
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

/**
 * The statements of the script or function in which a function is declared; undefined for a function declared in a
 * block.
 */
function scopeOf(ancestors) {
  const [outer, parent] = ancestors.slice(-3, -1);
  if (ancestors.length === 2) return ancestors[0].body;
  return parent.type === 'BlockStatement' && /Function/.test(outer.type) ? parent.body : undefined;
}

/** The functions of each file that any of the starts calls. */
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

/** Runs a command line. It does not matter how it ends. */
function run(launcher, line, env) {
  return new Promise((resolve) => {
    execFile(process.execPath, [launcher, ...line.split(' ')], { env, timeout: LONGEST_MS }, () => resolve());
  });
}

/** Reads the coverage that V8 has counted. @returns the functions of each file, by file name, as `start-end` */
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
