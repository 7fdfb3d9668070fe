import { setMaxListeners } from 'node:events';
import { expect, test } from 'vitest';
import { ExoError } from '../../src/errors.js';
import type { CommandSpec } from '../../src/program/spec.js';
import { bench, quietDeps, sandboxTransport } from '../helpers/run.js';
import { everyCommand } from '../helpers/tree.js';

/** Flags that the program reads itself, before it calls a command. */
const GLOBAL = ['--zone', '--columns', '--sort'];
/** Words with which a command reads all of its flags, and uses no fixed port. */
const TYPED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'deployment scale': { '--all': '0' },
  'sandbox start': { '--port': '0' },
  'deployment proxy': { '--listen': '127.0.0.1:0' },
};

/** Calls a command. @returns the names of the flags and arguments that it read */
async function lookedFor(
  load: CommandSpec['load'],
  typed: Readonly<Record<string, string>>,
): Promise<string[]> {
  const names = new Set<string>();
  const noted = (name: string | symbol) => {
    if (typeof name === 'string') names.add(name);
  };
  const raw = new Proxy<Record<string, unknown>>(
    { ...typed },
    {
      get(target, name) {
        noted(name);
        return Reflect.get(target, name);
      },
      has(target, name) {
        noted(name);
        return Reflect.has(target, name);
      },
    },
  );
  const { sandbox, env } = bench();
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const deps = quietDeps({ env, signal: controller.signal, transport: sandboxTransport(sandbox) });
  const run = await load();
  // A command that serves is ended at once.
  const timer = setTimeout(() => controller.abort(new ExoError('interrupted', 'interrupted')), 200);
  await run(deps, raw).catch(() => {});
  clearTimeout(timer);
  return [...names];
}

const commands = (await everyCommand()).map(({ path, spec }) => [path.join(' '), spec] as const);

test.each(commands)('%s reads exactly the flags and arguments that it offers', async (name, spec) => {
  const flags = (spec.options ?? []).map(([notation]) => /--[\w-]+/.exec(notation)?.[0] ?? notation);
  const args = (spec.args ?? []).map((arg) => arg.replace(/[[\].]/g, ''));
  const own = (names: readonly string[]) => names.filter((one) => !GLOBAL.includes(one)).sort();
  expect(own(await lookedFor(spec.load, TYPED[name] ?? {}))).toEqual(own([...flags, ...args]));
});
