import type { Deps } from '../../../deps.js';
import { namedBeside, pathBeside } from '../../../desired/file/beside.js';
import type { Beside, SourceFile } from '../../../desired/file/source.js';
import { quoteWord } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';

/** How deep files may include each other. Real ones stay far below. */
const DEEPEST = 10;

/**
 * Reads the named files and the files that these name. An included file comes before the one that includes it, and only
 * once; files of holidays are in `beside`. Paths in standard input are relative to the current folder.
 * @throws UsageError with every file on the command line that cannot be read. A file that is named within a file and
 *   cannot be read becomes a `problem` in `beside`, which the parser reports with the line.
 */
export async function readTexts(deps: Deps, names: readonly string[]): Promise<SourceFile[]> {
  const machine = await deps.machine();
  const pathOf = async (name: string) => (name === '-' ? name : machine.realPath(name));
  const text = (name: string) => orProblem(name, textOf(deps, name));
  const read = await Promise.all(
    names.map((name) => (name === '-' ? orProblem(name, deps.io.readStdin()) : text(name))),
  );
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw new UsageError(problems, { hint: behindFile(names, read) });
  const readable = read.flatMap((one) => ('name' in one ? [one] : []));
  const files = await Promise.all(readable.map(async (file) => ({ file, path: await pathOf(file.name) })));
  const known = new Map(files.map(({ file, path }) => [path, file.name]));

  /** A file, after the files that it includes. @param around its own path, and those of the files that include it */
  const whole = async (file: SourceFile, around: readonly string[]): Promise<SourceFile[]> => {
    const named = namedBeside(file, deps.env);
    const beside = new Map<string, Beside>();
    const before: SourceFile[] = [];
    for (const one of named.holidays) beside.set(one, await text(pathBeside(file.name, one)));
    for (const one of named.includes) {
      const name = pathBeside(file.name, one);
      const path = await pathOf(name);
      if (around.includes(path)) {
        beside.set(one, { problem: `goes round in a circle: ${JSON.stringify(one)} includes this file` });
        continue;
      }
      if (around.length >= DEEPEST) {
        beside.set(one, { problem: `includes may be nested ${DEEPEST} deep at most` });
        continue;
      }
      const earlier = known.get(path);
      const found = earlier === undefined ? await text(name) : { name: earlier, text: '' };
      beside.set(one, found);
      if (earlier !== undefined || 'problem' in found) continue;
      known.set(path, name);
      before.push(...(await whole(found, [...around, path])));
    }
    return [...before, beside.size > 0 ? { ...file, beside } : file];
  };
  const all: SourceFile[] = [];
  for (const { file, path } of files) all.push(...(await whole(file, [path])));
  return all;
}

/** @throws UsageError for a file that cannot be read, and for a URL instead of a file */
async function textOf(deps: Deps, name: string): Promise<string> {
  if (/^https?:\/\//i.test(name))
    throw new UsageError(
      `${JSON.stringify(name)} is a URL, and only files are read: save its content in a file`,
    );
  return (await deps.machine()).readText(name);
}

/** The hint if a word after -f was probably meant as a deployment: -f takes all words that follow as files. */
function behindFile(names: readonly string[], read: readonly Beside[]): string | undefined {
  const isUnread = (one: Beside | undefined) => one !== undefined && 'problem' in one;
  const taken = names.find((name, index) => index > 0 && isUnread(read[index]) && !/[./\\]/.test(name));
  return taken === undefined
    ? undefined
    : `is ${quoteWord(taken)} a deployment? -f takes all words after it as files: write names before it`;
}

/** The text of a file, or why it cannot be read. */
const orProblem = (name: string, reading: Promise<string>): Promise<Beside> =>
  reading.then(
    (text) => ({ name, text }),
    (error: unknown) => {
      if (error instanceof UsageError) return { problem: error.message };
      throw error;
    },
  );
