/** A quota and how much of it is used, in GPUs or whatever the quota counts. */
export interface BarValue {
  /** Used now, and still used once the plan is applied; absent where the service does not tell. */
  used?: number | undefined;
  /** What the plan takes in addition to `used`. */
  taken?: number;
  /** What the plan frees; not part of `used`. */
  freed?: number;
  /** −1 is unlimited; absent where the service does not tell. */
  limit?: number | undefined;
}

export type Value = string | number | boolean;

/** What a value means to the reader: ready, under way, failed, or at rest (a deployment at zero replicas). */
export type Tone = 'good' | 'busy' | 'bad' | 'off' | undefined;

/**
 * The type of a field's value and, where there are only a few possible values, all of them (`words`). The compiler
 * checks `value` against the type, and the JSON Schema of a command is made from it. A missing value is printed as Go's
 * zero value, `""` or `0`, as the reference CLI `exo` does.
 */
type Held<T> =
  | { type?: 'string'; value: (item: T) => string | undefined; words?: readonly string[] }
  | { type: 'number'; value: (item: T) => number | undefined }
  | { type: 'boolean'; value: (item: T) => boolean };

/**
 * One field of what a command prints. The fields of a view stand in the order of the table. JSON has the keys of the
 * reference CLI `exo` first and the extra ones after them, so that a script written for `exo` finds the keys it knows.
 */
export type Field<T> = FieldFacts<T> & Held<T>;

interface FieldFacts<T> {
  /** The key in JSON, in snake_case, as the reference has it. */
  key: string;
  /** The field's name in `--output-template`, if it cannot be made from the key (`next_change` is `.NextChange`). */
  go?: string;
  /** The header or label in a table, if it cannot be made from the key (`next_change` is `Next change`). */
  label?: string;
  /** The text that a table shows instead of the value; undefined is shown as an empty cell. */
  shown?: (item: T) => string | undefined;
  /** The number that `--sort` compares instead of the value: bytes, moments. */
  order?: (item: T) => number | undefined;
  /** The reference does not have this field: it comes last in JSON, and text and `{{.}}` do not print it. */
  extra?: true;
  /** A missing value is null in JSON and empty elsewhere, because a 0 would look like a known number. */
  orNone?: true;
  /** Left out of JSON where it is empty, as Go's `omitempty` does. */
  omitEmpty?: true;
  /** false: not in tables. */
  table?: false;
  /**
   * Never cut to fit the terminal: states, and values that commands accept (names, zones). Nor is any right-aligned
   * value.
   */
  keep?: true;
  /** The short form in a list that is too wide: the beginning of an ID, a model's name without its owner. */
  short?: 'beginning' | 'owner' | ((item: T) => string);
  /** A list that is too wide leaves this column out, the lowest number first; absent: never. */
  spare?: number;
  /** The value is sentences: broken between words where there is no room, and never cut. */
  prose?: true;
  /** A line below the list that explains the marks its values are drawn with. */
  legend?: string;
  /** The side of the column, if it is not the usual one: right for numbers, left for everything else. */
  align?: 'left' | 'right';
  tone?: (item: T) => Tone;
}

/** Everything the output needs to know about one kind of object, in every format. */
export interface View<T> {
  /** Singular, for messages: `deployment`. */
  name: string;
  fields: readonly Field<T>[];
  /** The quota that a bar shows in a last column of the list; drawn on a terminal that has room for it. */
  bar?: (item: T) => BarValue;
  /** In a pipe the list has the frame that it has in `exo`, because scripts cut at it. */
  piped?: 'markdown';
  /** Some rows belong below others: the command applies --sort before it adds them, and the printer must not sort. */
  grouped?: true;
}

export type OutputFormat = 'table' | 'json' | 'text';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'text'];

/** Facts about the stream that is printed to. */
export interface Style {
  /** The stream is a terminal: control characters are neutralised, tables are fitted to `width`. */
  terminal: boolean;
  /**
   * Columns of the terminal at this moment; absent where they are not known or there is no terminal: nothing is cut.
   */
  width?: number | undefined;
  /** Lines of the terminal at this moment, absent as `width` is. */
  rows?: number | undefined;
  /** The terminal can go back and draw over what it shows. */
  repaints?: boolean;
  /** Colours a chalk instance may use: 0 none, 1 basic, 2 256, 3 true colour. */
  colour: 0 | 1 | 2 | 3;
  /** Draw with ASCII only, because the terminal may not be able to show other characters. */
  ascii?: boolean;
}

/** Turns data into the text for stdout. Pure: the same items give the same text. */
export interface Renderer<T> {
  /** One object. Ends with a line feed. */
  one(item: T): string;
  /** A list. Ends with a line feed, or is empty when there is nothing to print. */
  many(items: readonly T[]): string;
}

/** Prints a command's results. It is made before a request is sent, so that a faulty template is refused first. */
export interface Printer<T> extends Renderer<T> {
  /** The user chose a form for programs: -O json, -O text or a template. */
  readonly data: boolean;
  readonly format: OutputFormat | 'template';
}
