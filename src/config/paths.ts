import { posix, win32 } from 'node:path';
import { type Sources, variable } from './sources.js';

/** The configuration file's name, in whichever folder it lies. */
const CONFIG_FILE_NAME = 'exoscale.toml';

/** A place where the configuration file can be. */
export interface Place {
  path: string;
  /** The folder that has to be there before the file can be made: nobody's home is. */
  inside: string;
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
  const { dirname, join, parse, resolve, sep } = from.platform === 'win32' ? win32 : posix;
  const { flags, home, cwd } = from;
  const place = (path: string, inside: string) => ({
    path,
    inside: home && path.startsWith(join(home, sep)) ? home : inside,
  });
  const fromEnv = variable(from.env, 'EXOSCALE_CONFIG');
  if (flags.config || fromEnv) {
    const path = resolve(cwd, flags.config || fromEnv || '');
    const namedBy = flags.config ? 'flag --config' : 'EXOSCALE_CONFIG';
    return [{ ...place(path, parse(path).root), namedBy }];
  }

  const configFolder = userConfigFolder(from);
  const folders = [configFolder && join(configFolder, 'exoscale'), home && join(home, '.exoscale'), home];
  const places: Place[] = [...new Set(folders)].flatMap((folder) =>
    folder ? place(join(folder, CONFIG_FILE_NAME), dirname(dirname(folder))) : [],
  );
  const here = join(cwd, CONFIG_FILE_NAME);
  if (!places.some(({ path }) => path === here))
    places.push({ path: here, inside: cwd, inCurrentFolder: true });
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
