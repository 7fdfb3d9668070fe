import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** Somebody other than this user and root who can decide what a file says. */
export interface Stranger {
  /** The file itself, or a folder or link on its path, that the other user owns or can write to. */
  path: string;
  /** `belongs to another user` or `can be written by others`, with the mode. */
  why: string;
  /** Whether it helps to take away the right to write. */
  byMode: boolean;
}

/**
 * Checks whether somebody else could have written a file, replaced it, or redirected a folder or link on its path. In a
 * folder with the sticky bit, such as /tmp, nobody can replace the files of others. As in sshd (StrictModes), folders
 * above the home folder are not checked: whoever owns them owns the machine.
 *
 * A group's right to write counts as others' right, unless the group is the user's private one: on Debian, Ubuntu and
 * Fedora each user has such a group, and with the usual umask 002 all files of the user are group-writable.
 * @returns undefined if nobody else could, and on Windows, where modes mean nothing
 * @throws the system's error if it cannot be found out
 */
export function strangerTo(path: string, home: string | undefined): Stranger | undefined {
  const us = process.geteuid?.();
  if (us === undefined) return undefined;
  const facts = statSync(path);
  // What a shell passes on, `<(…)` or /dev/stdin, has a name but no path that could be checked.
  if (!facts.isFile()) return judge(path, facts, us);
  for (const { at, facts } of wayTo(resolve(path))) {
    const above = home?.startsWith(at === sep ? sep : at + sep);
    const stranger = above ? undefined : judge(at, facts, us);
    if (stranger) return stranger;
  }
  return undefined;
}

const MOST_LINKS = 40;

/** Yields each folder and link on the path to a file, and the file itself. */
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
 * Whether a group is this user's alone: it has the user's name, no other member, and is nobody else's primary group.
 * Only Linux has such groups. A group that is not in /etc/group, but in a directory service, cannot be judged and does
 * not count as private.
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
