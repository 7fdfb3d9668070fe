import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Script } from 'node:vm';
import { areTiersOff, turnTiersOff, turnTiersOn } from '../webassembly-tiers.js';
import type { Place } from './place.js';
import { type Compiled, readStore, writeStore } from './store.js';

export interface LoaderOptions {
  /** Where the parts of the program are. */
  folder: string;
  /** Loads what is no part of the program. */
  require: (id: string) => unknown;
  /** Where compiled code is kept; absent, nothing is. */
  place?: Place | undefined;
}

export interface Loader {
  /** What `require` would return. */
  load(id: string): unknown;
  /** Keeps what was compiled anew, beside what was kept already. When that fails, it is compiled again next time. */
  save(): void;
}

/** A part of the program, as the build wraps it. */
type Part = (exports: object, require: Loader['load'], module: { exports: object }, folder: string) => void;

/**
 * Loads the parts of the program as `require` would, and keeps what V8 made of them for the next run: compiling is
 * most of what a short command does. Node's own `module.enableCompileCache`, where there is one, keeps fewer of the
 * functions and was measured to gain little or nothing.
 */
export function createLoader({ folder, require, place }: LoaderOptions): Loader {
  const kept = place ? unlessItFails(() => readStore(place)) : undefined;
  const vm = process.getBuiltinModule('node:vm');
  const modules = new Map<string, { exports: object }>();
  const compiledAnew = new Map<string, Script>();

  const load = (id: string): unknown => {
    if (!id.startsWith('./')) return require(id);
    const name = basename(id);
    const loaded = modules.get(name);
    if (loaded) return loaded.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const filename = join(folder, name);
    const cachedData = kept?.get(name);
    const source = readFileSync(filename, 'utf8');
    const script = asAtStart(() => new vm.Script(source, { filename, cachedData }));
    if (!cachedData || script.cachedDataRejected) compiledAnew.set(name, script);
    const part: Part = script.runInThisContext();
    part(module.exports, load, module, folder);
    return module.exports;
  };

  const compile = (): Compiled => {
    const compiled = new Map(kept);
    asAtStart(() => {
      for (const [name, script] of compiledAnew) compiled.set(name, script.createCachedData());
    });
    return compiled;
  };
  const save = () => {
    if (place && compiledAnew.size > 0) unlessItFails(() => writeStore(place, compile));
  };
  return { load, save };
}

/** Acts under the flags the program starts with: V8 notes those that hold, and refuses the code where they differ. */
function asAtStart<T>(act: () => T): T {
  if (!areTiersOff()) return act();
  turnTiersOn();
  try {
    return act();
  } finally {
    turnTiersOff();
  }
}

/** Kept code saves time and nothing else: whatever goes wrong with it is no reason to fail. */
function unlessItFails<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
