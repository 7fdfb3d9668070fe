/** A quota and what is used of it, in GPUs or whatever it counts. */
export interface BarValue {
  /** Used and going to stay so; absent where the service does not tell. */
  used?: number | undefined;
  /** What a plan takes beside it. */
  taken?: number;
  /** What a plan frees; not part of `used`. */
  freed?: number;
  /** −1 is unlimited; absent where the service does not tell. */
  limit?: number | undefined;
}

export type Value = string | number | boolean;

/** How a value is felt: ready, under way, failed, or at rest (a deployment at zero replicas). */
export type Tone = 'good' | 'busy' | 'bad' | 'off' | undefined;

/**
 * What a field holds, and all the words that it may be; the compiler holds its value against it, and the JSON Schema of a
 * command is made of it. What is not there is printed as Go's zero value, `""` or `0`, as the reference does.
 */
type Held<T> =
  | { type?: 'string'; value: (item: T) => string | undefined; words?: readonly string[] }
  | { type: 'number'; value: (item: T) => number | undefined }
  | { type: 'boolean'; value: (item: T) => boolean };

/**
 * One field of what a command prints. The fields of a view stand in the order of the table; in JSON the
 * reference's keys come first and the extra ones after them, so a script written for `exo` finds what it knows.
 */
export type Field<T> = FieldFacts<T> & Held<T>;

interface FieldFacts<T> {
  /** The key in JSON, snake_case, as the reference has it. */
  key: string;
  /** The Go field name, for `--output-template`, where it is not that of the key (`next_change` is `.NextChange`). */
  go?: string;
  /** The table's header or label, where it is not that of the key (`next_change` is `Next change`). */
  label?: string;
  /** What the table shows instead of the value; nothing where there is none. */
  shown?: (item: T) => string | undefined;
  /** What `--sort` compares in place of the value: bytes, moments. */
  order?: (item: T) => number | undefined;
  /** Ours, not the reference's: last in JSON, absent from text and from `{{.}}`. */
  extra?: true;
  /** What is not there is null in JSON and empty elsewhere: 0 would be a number that nobody knows. */
  orNone?: true;
  /** Left out of JSON where it is empty, as Go's `omitempty` does. */
  omitEmpty?: true;
  /** false: not in tables. */
  table?: false;
  /** Never cut to fit the terminal: what commands take (names, zones), states. What stands right never is. */
  keep?: true;
  /** Its short form in a list that has no room: the beginning of an ID, a model without its owner. */
  short?: 'beginning' | 'owner' | ((item: T) => string);
  /** A list that has no room for all columns leaves this one out, the least number first. */
  spare?: number;
  /** Sentences: broken between their words where there is no room, and never cut. */
  prose?: true;
  /** Explains below the list what its values are drawn with. */
  legend?: string;
  /** Where that is not the right for numbers, the left for all else. */
  align?: 'left' | 'right';
  tone?: (item: T) => Tone;
}

/** All that the output needs to know of one kind of object, in every format. */
export interface View<T> {
  /** Singular, for messages: `deployment`. */
  name: string;
  fields: readonly Field<T>[];
  /** Drawn behind the columns of a list on a terminal, where there is room: a quota and what is used of it. */
  bar?: (item: T) => BarValue;
  /** Some rows belong below others: whoever makes them brings the others into the order that was asked for. */
  grouped?: true;
}

export type OutputFormat = 'table' | 'json' | 'text';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'text'];

/** Facts of the stream that is printed to. */
export interface Style {
  /** Someone is looking: control characters are neutralised, tables are fitted to `width`. */
  terminal: boolean;
  /** Columns, as many as there are by now; absent where it is not known, or where no one is looking: then nothing is cut. */
  width?: number | undefined;
  /** Lines, the same. */
  rows?: number | undefined;
  /** What was drawn can be drawn over. */
  repaints?: boolean;
  /** Colours a chalk instance may use: 0 none, 1 basic, 2 256, 3 true colour. */
  colour: 0 | 1 | 2 | 3;
  /** Drawings keep to ASCII: the terminal may not have what else they are made of. */
  ascii?: boolean;
}

/** Turns data into what stdout gets. Pure: the same items, the same string. */
export interface Renderer<T> {
  /** One object. Ends with a line feed. */
  one(item: T): string;
  /** A list. Ends with a line feed, or is empty when there is nothing to print. */
  many(items: readonly T[]): string;
}

/** How results are printed; made before anything is sent, so that a bad template is refused first. */
export interface Printer<T> extends Renderer<T> {
  /** Someone asked for data in a form for programs: -O json, -O text or a template. */
  readonly data: boolean;
  readonly format: OutputFormat | 'template';
}
