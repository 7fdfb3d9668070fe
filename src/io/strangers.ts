import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** Whoever beside this user and root can decide what a file says. */
export interface Stranger {
  /** The file itself, or a folder or link on the way to it. */
  path: string;
  /** `belongs to another user` or `can be written by others`, with the mode. */
  why: string;
  /** Taking away their right to write mends it. */
  byMode: boolean;
}

/**
 * Looks whether somebody else could have written a file, put another in its place, or turned a folder or link on the
 * way to it. In a folder with the sticky bit, such as /tmp, nobody can replace what is not theirs. As sshd does it
 * (StrictModes), what is above the home folder is not looked at: whoever owns that owns the machine.
 *
 * A group's right to write counts as others', unless the group is the user's private one: on Debian, Ubuntu and Fedora
 * each user has one, and with the umask 002 that goes with it every file of theirs is group-writable.
 * @returns undefined when nobody could, and on Windows, where modes mean nothing
 * @throws the system's error where it cannot be told
 */
export function strangerTo(path: string, home: string | undefined): Stranger | undefined {
  const us = process.geteuid?.();
  if (us === undefined) return undefined;
  const facts = statSync(path);
  // What a shell passes on, `<(…)` or /dev/stdin, has a name without a way to it.
  if (!facts.isFile()) return judge(path, facts, us);
  for (const { at, facts } of wayTo(resolve(path))) {
    const above = home?.startsWith(at === sep ? sep : at + sep);
    const stranger = above ? undefined : judge(at, facts, us);
    if (stranger) return stranger;
  }
  return undefined;
}

const MOST_LINKS = 40;

/** Every folder and link that is passed on the way to a file, and the file. */
function* wayTo(path: string): Generator<{ at: string; facts: Stats }> {
  let at = parse(path).root;
  const rest = path.split(sep).filter(Boolean);
  yield { at, facts: lstatSync(at) };
  for (let links = 0; rest.length > 0; ) {
    at = join(at, rest.shift() ?? '');
    const facts = lstatSync(at);
    yield { at, facts };
    if (!facts.isSymbolicLink()) continue;
    if (++links > MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    const target = readlinkSync(at);
    rest.unshift(...target.split(sep).filter(Boolean));
    at = target.startsWith(sep) ? parse(target).root : dirname(at);
  }
}

function judge(path: string, { uid, gid, mode }: Stats, us: number): Stranger | undefined {
  if (uid !== us && uid !== 0) return { path, why: 'belongs to another user', byMode: false };
  const isLink = (mode & 0o170000) === 0o120000;
  const isSticky = (mode & 0o170000) === 0o040000 && (mode & 0o1000) !== 0;
  if (isLink || isSticky) return undefined;
  if ((mode & 0o002) === 0 && ((mode & 0o020) === 0 || isPrivateGroup(gid))) return undefined;
  const shown = (mode & 0o7777).toString(8).padStart(3, '0');
  return { path, why: `can be written by others (mode ${shown})`, byMode: true };
}

/**
 * Is a group this user's alone? It is named like them, lists nobody else, and is nobody else's first. Only Linux has
 * such groups; one that is not in /etc/group, but in a directory, cannot be judged and counts as others'.
 */
function isPrivateGroup(gid: number): boolean {
  try {
    if (process.platform !== 'linux') return false;
    const { username } = userInfo();
    const group = linesOf('/etc/group').find((fields) => fields[2] === String(gid));
    const members = group?.[3]?.split(',').filter((name) => name !== '' && name !== username);
    const others = linesOf('/etc/passwd').filter(
      (fields) => fields[3] === String(gid) && fields[0] !== username,
    );
    return group?.[0] === username && members?.length === 0 && others.length === 0;
  } catch {
    return false;
  }
}

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
