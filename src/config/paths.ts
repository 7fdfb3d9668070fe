import { posix, win32 } from 'node:path';
import { type Sources, variable } from './sources.js';

/** The configuration file's name, in whichever folder it lies. */
export const CONFIG_FILE_NAME = 'exoscale.toml';

/** A place where the configuration file can be. */
export interface Place {
  path: string;
  /** What names it, `flag --config` or `EXOSCALE_CONFIG`: it must exist then. */
  namedBy?: string;
  /** Found only because the command runs in its folder, whoever put it there. */
  inCurrentFolder?: true;
}

type Surroundings = Pick<Sources, 'flags' | 'env' | 'platform' | 'home' | 'cwd'>;

/**
 * Where the configuration file can be, the first that exists counts: the one that is named and no other, else the
 * user's configuration folder, `~/.exoscale`, `~` and the current folder, as the reference looks.
 * Without a home folder only what does not need one is left.
 */
export function configPlaces(from: Surroundings): Place[] {
  const paths = from.platform === 'win32' ? win32 : posix;
  if (from.flags.config)
    return [{ path: paths.resolve(from.cwd, from.flags.config), namedBy: 'flag --config' }];
  const named = variable(from.env, 'EXOSCALE_CONFIG');
  if (named) return [{ path: paths.resolve(from.cwd, named), namedBy: 'EXOSCALE_CONFIG' }];

  const configFolder = userConfigFolder(from);
  const folders = [
    configFolder && paths.join(configFolder, 'exoscale'),
    from.home && paths.join(from.home, '.exoscale'),
    from.home,
  ].flatMap((folder) => folder || []);
  const places: Place[] = [...new Set(folders)].map((folder) => ({
    path: paths.join(folder, CONFIG_FILE_NAME),
  }));
  const here = paths.join(from.cwd, CONFIG_FILE_NAME);
  if (!places.some((place) => place.path === here)) places.push({ path: here, inCurrentFolder: true });
  return places;
}

/** The folder Go's os.UserConfigDir answers, so that both tools share one file. A relative XDG folder is no folder. */
function userConfigFolder({ env, platform, home }: Surroundings): string | undefined {
  if (platform === 'win32') return variable(env, 'AppData') ?? variable(env, 'APPDATA');
  if (platform === 'darwin') return home && posix.join(home, 'Library', 'Application Support');
  const xdg = variable(env, 'XDG_CONFIG_HOME');
  return xdg && posix.isAbsolute(xdg) ? xdg : home && posix.join(home, '.config');
}

/** A path as people write it: `~/…` inside the home folder. For messages, not for shells. */
export function shownPath(path: string, { platform, home }: Pick<Sources, 'platform' | 'home'>): string {
  const { sep } = platform === 'win32' ? win32 : posix;
  return home && home !== sep && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
