import { createLoader, type Loader } from './loader.js';
import { placeFor } from './place.js';

declare const __EXO_DI_BUILD__: string;

let loader: Loader | undefined;

/** In place of `require` for the parts of the program. */
export function load(id: string): unknown {
  loader ??= start();
  return loader.load(id);
}

function start(): Loader {
  const started = createLoader({
    folder: `${__dirname}/chunks`,
    require: (name) => process.getBuiltinModule(name),
    place: place(),
  });
  process.once('exit', (code) => {
    // Who was told by a signal to end does not stay for it.
    if (code < 128) started.save();
  });
  return started;
}

function place() {
  try {
    const { argv, env, platform, execPath, execArgv, version, arch } = process;
    const { mtimeMs } = process.getBuiltinModule('node:fs').statSync(execPath);
    return placeFor({
      argv: argv.slice(2),
      env,
      platform,
      home: process.getBuiltinModule('node:os').homedir(),
      build: __EXO_DI_BUILD__,
      node: [version, arch, execPath, String(mtimeMs), ...execArgv],
    });
  } catch {
    return undefined;
  }
}
