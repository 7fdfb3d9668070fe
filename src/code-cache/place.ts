import { posix, win32 } from 'node:path';
import { type UserCache, userCache } from '../io/user-cache.js';

/** What decides where compiled code is kept, and whether. */
export interface PlaceOptions {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string | undefined;
  /** Of this build of the program; two builds never share. */
  build: string;
  /** Of this Node: version, architecture, file and its age. */
  node: readonly string[];
}

/** Where compiled code is kept. */
export interface Place extends Pick<UserCache, 'inside'> {
  file: string;
  /** What the code depends on: another key, other code. */
  key: string;
}

/** Flags of every command that take no value. */
const SWITCHES = ['-Q', '--quiet'];

/**
 * The file for a command line's compiled code under `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`, a file a command,
 * for each command uses other parts of the program. `NODE_DISABLE_COMPILE_CACHE` is respected as Node does it, and
 * coverage needs code that was compiled here.
 * @returns undefined where nothing is to be kept
 */
export function placeFor({ argv, env, platform, home, build, node }: PlaceOptions): Place | undefined {
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return undefined;
  const cache = userCache({ env, platform, home });
  if (!cache) return undefined;
  // V8's own flags change what it makes of the same source.
  const key = [build, ...node, env.NODE_OPTIONS ?? ''].join('\n');
  const { join } = platform === 'win32' ? win32 : posix;
  return { file: join(cache.folder, 'code', shortHash(key), commandOf(argv)), key, inside: cache.inside };
}

/**
 * The words that name the command: `deployment-scale`; what a TAB asks is one, whatever it completes. A wrong guess
 * costs time and nothing else.
 */
export function commandOf(argv: readonly string[]): string {
  if (argv[0] === 'complete') return 'complete';
  const words = argv.filter((word, at) => {
    const before = argv[at - 1] ?? '';
    const isValue = before.startsWith('-') && !before.includes('=') && !SWITCHES.includes(before);
    return /^[a-z][a-z-]{1,30}$/.test(word) && !isValue;
  });
  const tree = ['dedicated-inference', 'ai', 'inference'].includes(words[0] ?? '') ? 1 : 0;
  return words.slice(tree, tree + 2).join('-') || 'exo-di';
}

/** FNV-1a, for a name that is short; what counts is compared whole. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
