import type { Deps } from '../deps.js';
import type { View } from '../output/view.js';

/**
 * What was typed, keyed by the names people see: `--gpu-count`, `NAME`. Flags that were not given are absent,
 * switches are true, or false where that was typed. Each command checks it with its own schema, so that every problem is told at once.
 */
export type Raw = Readonly<Record<string, unknown>>;

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A command of the tree: all that help, completion, the reference and the parser need to know of it. */
export interface CommandSpec {
  name: string;
  aliases?: readonly string[];
  /** Positional arguments: `NAME`, `[NAME]` optional, `NAME...` one or more. */
  args?: readonly string[];
  /** What follows the name in help, where the arguments alone do not say it. */
  usage?: string;
  /** One line, for lists of commands. */
  summary: string;
  /** Among the few that people begin with. */
  first?: true;
  /** What it does, beyond the summary. */
  about?: string;
  /** commander's flag notation and a description. */
  options?: readonly (readonly [flags: string, description: string])[];
  /** Lines that run as they are in the sandbox. */
  examples?: readonly string[];
  /** What it prints, for the fields in its help. */
  // biome-ignore lint/suspicious/noExplicitAny: a view of any object; help reads only the names of its fields
  view?: View<any>;
  /** What its JSON is: one object, unless it says a list, or an object a line. */
  prints?: 'list' | 'lines';
  /** The JSON Schema of its JSON, where that is a document of its own. */
  document?: () => Promise<JsonSchema>;
  /** The keys of its JSON as its help tells them, where that is a document of its own and not the view's fields. */
  jsonKeys?: string;
  /** It changes nothing in the service: what it asks may be asked twice. */
  onlyReads?: true;
  /** It ends in its own time when it is told to: what it serves is served to the end. A second signal ends it at once. */
  endsItself?: true;
  /** Imports the command when it is called. */
  load: () => Promise<(deps: Deps, raw: Raw) => Promise<void>>;
}

/** The verbs of a resource; its name and summary stand in the tree, which is there before they are loaded. */
export interface GroupSpec {
  commands: readonly CommandSpec[];
  /** What the name alone does; without it a verb is needed. A group without verbs is a command of its own. */
  self?: CommandSpec;
  /** Lines to paste, for people who begin with it. */
  begin?: readonly string[];
}

/** Runs a command with what was typed; given by `main`, which knows how to make its dependencies. */
export type Runner = (spec: CommandSpec, raw: Raw, globals: Raw) => Promise<void>;
