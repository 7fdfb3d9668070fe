import type { Deps } from '../deps.js';
import type { View } from '../output/view.js';

/**
 * What was typed, keyed by the names that users see: `--gpu-count`, `NAME`. Flags that were not given are absent. A
 * switch is true, or false if that was typed. Each command checks this with its own schema, so that all problems are
 * reported at once.
 */
export type Raw = Readonly<Record<string, unknown>>;

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A command of the tree: everything that help, completion, the reference and the parser need to know of it. */
export interface CommandSpec {
  name: string;
  aliases?: readonly string[];
  /** Positional arguments: `NAME`, `[NAME]` optional, `NAME...` one or more. */
  args?: readonly string[];
  /** What follows the name in help, if the arguments alone are not enough. */
  usage?: string;
  /** One line, for lists of commands. */
  summary: string;
  /** One of the few commands that beginners need. */
  first?: true;
  /** More about what it does, after the summary. */
  about?: string;
  /** Flags: commander's notation, and a description. */
  options?: readonly (readonly [flags: string, description: string])[];
  /** Command lines that run in the sandbox as they are. */
  examples?: readonly string[];
  /** The view of what it prints: help lists its fields. */
  // biome-ignore lint/suspicious/noExplicitAny: a view of any object; help reads only the names of its fields
  view?: View<any>;
  /** The form of its JSON: a list, or one object for each line. Without this it is a single object. */
  prints?: 'list' | 'lines';
  /** The JSON Schema of its JSON, if that is a document of its own. */
  document?: () => Promise<JsonSchema>;
  /** The keys of its JSON as help lists them, if that is a document of its own without the view's fields. */
  jsonKeys?: string;
  /** It changes nothing in the service, so its requests may be sent twice. */
  onlyReads?: true;
  /** When it is told to end, it first finishes what it is serving. A second signal ends it at once. */
  endsItself?: true;
  /** Imports the command when it is called. */
  load: () => Promise<(deps: Deps, raw: Raw) => Promise<void>>;
}

/** A command whose name is in the tree, and its summary, too, unless it has one of its own. */
export type SelfSpec = Omit<CommandSpec, 'name' | 'summary'> & { summary?: string };

/** The verbs of a resource. Its name and summary are in the tree, which exists before the verbs are loaded. */
export interface GroupSpec {
  commands: readonly CommandSpec[];
  /** What else is below it: the whole tree, for `exo`'s names for it. */
  groups?: readonly GroupEntry[];
  /** What the name alone does. Without it, a verb is needed. A group without verbs is itself a command. */
  self?: SelfSpec;
  /** Command lines to paste, for beginners. */
  begin?: readonly string[];
}

/** A resource or topic at the top of the tree. Its verbs are loaded when it is typed. */
export interface GroupEntry {
  name: string;
  aliases?: string[];
  summary: string;
  /** One of the few groups that beginners need. */
  first?: true;
  load: () => Promise<GroupSpec>;
}

/** Runs a command with what was typed. `main` provides this, because it makes the command's dependencies. */
export type Runner = (spec: CommandSpec, raw: Raw, globals: Raw) => Promise<void>;
