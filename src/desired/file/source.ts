import * as yaml from 'yaml';
import { cached } from '../../domain/cached.js';
import { type Filled, fillIn } from './from-environment.js';
import { inWords } from './yaml-words.js';

/** A file's name (`-` for standard input) and text. */
export interface SourceFile {
  name: string;
  text: string;
  /** What it names beside itself, by the names it uses: another file's name and text, or why it cannot be read. */
  beside?: ReadonlyMap<string, Beside> | undefined;
}

/** A file that another one names: what it is called from where the command was typed, and its text. */
export type Beside = { name: string; text: string } | { problem: string };

/** A place inside a document, as zod gives it. */
export type Path = readonly PropertyKey[];

/** Where something stands in a file; line and column count from 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}

/** A place in a file, and the way to it in the document: `deployments[0].schedule[1].cron`, empty for the whole file. */
export interface Place extends SourcePosition {
  path: string;
}

/** Something wrong, or perhaps not meant, and where. */
export interface Problem extends Place {
  message: string;
}

/** One YAML document: its plain value, and where each part of it stands. */
export interface Source {
  value: unknown;
  /** Where a value stands; for one that is absent, where the nearest thing around it does. */
  at(path: Path): SourcePosition;
  /** Where a key stands. */
  atKey(path: Path): SourcePosition;
  /** A value as it stands in the file, where that is one word without quotes: `0.10`, which is read as the number 0.1. */
  written(path: Path): string | undefined;
  /** The way to where a value is written, where it holds in other places too. */
  origin?(path: Path): Path;
  /** What of it came from the environment. */
  filled?: Filled;
  /** What it names beside itself. */
  beside?: SourceFile['beside'];
  /** A file that it includes lists holidays. */
  givenHolidays?: boolean;
}

/** Far beyond any honest file, and far below what takes noticeable time or memory. */
const LIMITS = { characters: 1_000_000, depth: 100, aliases: 5000 } as const;

/**
 * Reads YAML or JSON, which is a subset of it. A file with several documents (`---`) counts as several files.
 * Anchors, aliases and merge keys (`<<`) work within a document; aliases that multiply are refused. `${NAME}` in a value
 * is taken from the environment.
 */
export function readSource(
  { name, text: given, beside }: SourceFile,
  env: Readonly<Record<string, string | undefined>> = {},
): { sources: Source[]; problems: Problem[] } {
  // A line end too, to YAML; the parser does not take one that stands alone for it.
  const text = given.replace(/\r(?!\n)/g, '\n');
  const lines = new yaml.LineCounter();
  const problems: Problem[] = [];
  const place = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (offset: number, message: string) => problems.push({ ...place(offset), path: '', message });

  if (/\.toml$/i.test(name)) {
    refuse(0, 'TOML is not read: write it as YAML or JSON');
  } else if (text.length > LIMITS.characters) {
    refuse(0, `the file is too long: ${LIMITS.characters} characters are read at most`);
  } else if (nestsTooDeeply(text)) {
    refuse(0, `the file is nested too deeply: ${LIMITS.depth} levels are read at most`);
  }
  if (problems.length > 0) return { sources: [], problems };

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
      sources.push({ ...sourceOf(document, place), filled, beside });
    } catch (error) {
      const [offset, message] = aliasProblem(error, text);
      refuse(offset ?? document.range[0], message);
    }
  }
  if (sources.length === 0 && problems.length === 0) refuse(0, 'the file is empty');
  return { sources, problems };
}

/** What is wrong with the aliases of a document, and where: one leads nowhere, or they would multiply into gigabytes. */
function aliasProblem(error: unknown, text: string): [offset: number | undefined, message: string] {
  const said = error instanceof Error ? error.message : '';
  const [, unknown] = /^Unresolved alias .*: (.+)$/s.exec(said) ?? [];
  if (unknown !== undefined) {
    const at = text.indexOf(`*${unknown}`);
    return [at === -1 ? undefined : at, `there is no &${unknown} before *${unknown}`];
  }
  if (said.startsWith('Merge sources')) {
    const at = text.search(/<<[ \t]*:/);
    const message =
      '<< takes in what a reference names: write <<: *name, with &name at a group of keys before it';
    return [at === -1 ? undefined : at, message];
  }
  const many = said.startsWith('Excessive alias count');
  return [
    undefined,
    many
      ? `references (*name) to references make too much of the file: write some of it out`
      : 'cannot be read',
  ];
}

/** Is a text nested too deeply for the parser, which recurses? It need not be exact: no honest file comes near the limit. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > LIMITS.depth) return true;
  }
  return /(?:[-?:][ \t]+){100}/.test(text) || /^[ \t]{1000}/m.test(text);
}

function sourceOf(document: yaml.Document, place: (offset: number) => SourcePosition): Source {
  // Finding what an alias names takes a walk through the document.
  const named = new Map<yaml.Alias, unknown>();
  const meant = (node: unknown) =>
    yaml.isAlias(node) ? cached(named, node, () => node.resolve(document)) : node;
  const look = (path: Path, what: 'key' | 'value'): { offset: number; node: unknown } => {
    let offset = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
    let node: unknown = document.contents;
    for (const [depth, part] of path.entries()) {
      const around = meant(node);
      if (!yaml.isCollection(around)) return { offset, node: undefined };
      const pair = yaml.isMap(around)
        ? around.items.find(({ key }) => yaml.isScalar(key) && key.value === part)
        : undefined;
      const keyOffset = offsetOf(pair?.key);
      node = pair === undefined ? around.get(part, true) : pair.value;
      // A key without a value (`zone:`) is pointed at itself.
      const valueOffset = offsetOf(node);
      const found = what === 'key' && depth === path.length - 1 ? keyOffset : (valueOffset ?? keyOffset);
      if (found === undefined) return { offset, node: undefined };
      offset = found;
    }
    return { offset, node };
  };
  return {
    value: document.toJS({ maxAliasCount: LIMITS.aliases }),
    at: (path) => place(look(path, 'value').offset),
    atKey: (path) => place(look(path, 'key').offset),
    written(path) {
      const { node } = look(path, 'value');
      const found = meant(node);
      return yaml.isScalar(found) && found.type === yaml.Scalar.PLAIN ? found.source : undefined;
    },
  };
}

const offsetOf = (node: unknown) => (yaml.isNode(node) ? node.range?.[0] : undefined);
