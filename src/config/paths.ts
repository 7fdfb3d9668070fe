import { posix, win32 } from 'node:path';
import type { Sources } from './sources.js';

/** The configuration file's name, in whichever folder it lies. */
const CONFIG_FILE_NAME = 'exoscale.toml';

/** A place where the configuration file can be. */
export interface Place {
  path: string;
  /** The folder that has to exist before the file can be made: no home folder is ever made. */
  inside: string;
  /** What names the file, `flag --config` or `EXOSCALE_CONFIG`. A named file must exist. */
  namedBy?: string;
  /** Set for a file that is found only because the command runs in its folder. Anybody may have put it there. */
  inCurrentFolder?: true;
}

type Surroundings = Pick<Sources, 'flags' | 'env' | 'platform' | 'home' | 'cwd'>;

/**
 * The places where the configuration file can be; the first file that exists is used. If a file is named, there is only
 * its place. Otherwise these are, as in `exo`, the user's configuration folder, `~/.exoscale`, `~` and the current
 * folder. Without a home folder, the places that need one are left out.
 */
export function configPlaces(from: Surroundings): Place[] {
  const { dirname, join, parse, resolve, sep } = from.platform === 'win32' ? win32 : posix;
  const { flags, home, cwd } = from;
  const place = (path: string, inside: string) => ({
    path,
    inside: home && path.startsWith(join(home, sep)) ? home : inside,
  });
  const fromEnv = from.env.EXOSCALE_CONFIG;
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

/** Go's os.UserConfigDir, so that exo-di and `exo` share one file. A relative XDG_CONFIG_HOME is ignored. */
function userConfigFolder({ env, platform, home }: Surroundings): string | undefined {
  if (platform === 'win32') return env.AppData || env.APPDATA;
  if (platform === 'darwin') return home && posix.join(home, 'Library', 'Application Support');
  const xdg = env.XDG_CONFIG_HOME;
  return xdg && posix.isAbsolute(xdg) ? xdg : home && posix.join(home, '.config');
}

/** A path as people write it: `~/…` inside the home folder. For messages, not for shells. */
export function shownPath(path: string, { platform, home }: Pick<Sources, 'platform' | 'home'>): string {
  const { sep } = platform === 'win32' ? win32 : posix;
  return home && home !== sep && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
