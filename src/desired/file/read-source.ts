import * as yaml from 'yaml';
import { cached } from '../../domain/cached.js';
import type { Env } from '../../domain/environment.js';
import { fillIn } from './from-environment.js';
import type { Path, Problem, Source, SourceFile, SourcePosition } from './source.js';
import { inWords } from './yaml-words.js';

/** Far beyond any honest file, and far below what takes noticeable time or memory. */
const LIMITS = { characters: 1_000_000, depth: 100, aliases: 5000 } as const;

/**
 * Reads YAML, or JSON, which is a subset of YAML. A file with several documents (`---`) counts as several files.
 * Anchors, aliases and merge keys (`<<`) work within a document; aliases that multiply are refused. `${NAME}` in a
 * value is taken from the environment.
 */
export function readSource(
  { name, text: given, beside }: SourceFile,
  env: Env = {},
): { sources: Source[]; problems: Problem[] } {
  // In YAML a carriage return alone ends a line, too, but the parser does not take it for an end.
  const text = given.replace(/\r(?!\n)/g, '\n');
  const lines = new yaml.LineCounter();
  const problems: Problem[] = [];
  const place = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (offset: number, message: string) => problems.push({ ...place(offset), path: '', message });

  const unread = whyUnread(name, text);
  if (unread !== undefined) {
    refuse(0, unread);
    return { sources: [], problems };
  }
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, merge: true } as const;
  const sources: Source[] = [];
  for (const document of yaml.parseAllDocuments(text, options)) {
    const found = [...document.errors, ...document.warnings];
    for (const { offset, message } of inWords(found, text)) refuse(offset, message);
    if (found.length > 0) continue;
    const { filled, unfilled } = fillIn(document, env);
    for (const { offset, message } of unfilled) refuse(offset, message);
    if (unfilled.length > 0) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: LIMITS.aliases });
      sources.push({ value, ...placesIn(document, place), filled, beside });
    } catch (error) {
      const [offset, message] = aliasProblem(error, text);
      refuse(offset ?? document.range[0], message);
    }
  }
  if (sources.length === 0 && problems.length === 0) refuse(0, 'the file is empty');
  return { sources, problems };
}

function whyUnread(name: string, text: string): string | undefined {
  if (/\.toml$/i.test(name)) return 'TOML is not read: write it as YAML or JSON';
  if (text.length > LIMITS.characters)
    return `the file is too long: ${LIMITS.characters} characters are read at most`;
  return nestsTooDeeply(text)
    ? `the file is nested too deeply: ${LIMITS.depth} levels are read at most`
    : undefined;
}

/**
 * The problem of a document's aliases, and its position: an alias has no anchor, or aliases would multiply into
 * gigabytes.
 */
function aliasProblem(error: unknown, text: string): [offset: number | undefined, message: string] {
  const cause = error instanceof Error ? error.message : '';
  const [, unknown] = /^Unresolved alias .*: (.+)$/s.exec(cause) ?? [];
  if (unknown !== undefined) {
    const at = text.indexOf(`*${unknown}`);
    return [at === -1 ? undefined : at, `there is no &${unknown} before *${unknown}`];
  }
  if (cause.startsWith('Merge sources')) {
    const at = text.search(/<<[ \t]*:/);
    const message = '<< needs a reference: write <<: *name, and &name at a group of keys before it';
    return [at === -1 ? undefined : at, message];
  }
  const many = cause.startsWith('Excessive alias count');
  return [
    undefined,
    many
      ? `references (*name) to references make the file too large: write some of it out`
      : 'cannot be read',
  ];
}

/**
 * Is a text nested too deeply for the parser, which is recursive? The count need not be exact, because no honest file
 * comes near the limit.
 */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > LIMITS.depth) return true;
  }
  return /(?:[-?:][ \t]+){100}/.test(text) || /^[ \t]{1000}/m.test(text);
}

/** The positions of the values and keys of a document. @param place the position of an offset in its text */
function placesIn(
  document: yaml.Document,
  place: (offset: number) => SourcePosition,
): Pick<Source, 'at' | 'written'> {
  // Finding the node of an alias takes a walk through the document, so the node is kept.
  const resolved = new Map<yaml.Alias, unknown>();
  const nodeOf = (node: unknown) =>
    yaml.isAlias(node) ? cached(resolved, node, () => node.resolve(document)) : node;
  /** The node at a path, and its offset; if there is none, the offset of the nearest thing around it. */
  const look = (path: Path, what?: 'key'): { offset: number; node: unknown } => {
    let offset = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
    let node: unknown = document.contents;
    for (const [depth, part] of path.entries()) {
      const around = nodeOf(node);
      if (!yaml.isCollection(around)) return { offset, node: undefined };
      const pair = yaml.isMap(around)
        ? around.items.find(({ key }) => yaml.isScalar(key) && key.value === part)
        : undefined;
      const keyOffset = offsetOf(pair?.key);
      node = pair === undefined ? around.get(part, true) : pair.value;
      // For a key without a value (`zone:`), the place is that of the key.
      const valueOffset = offsetOf(node);
      const found = what === 'key' && depth === path.length - 1 ? keyOffset : (valueOffset ?? keyOffset);
      if (found === undefined) return { offset, node: undefined };
      offset = found;
    }
    return { offset, node };
  };
  return {
    at: (path, what) => place(look(path, what).offset),
    written(path) {
      const { node } = look(path);
      const found = nodeOf(node);
      return yaml.isScalar(found) && found.type === yaml.Scalar.PLAIN ? found.source : undefined;
    },
  };
}

const offsetOf = (node: unknown) => (yaml.isNode(node) ? node.range?.[0] : undefined);
