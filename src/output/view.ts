/** What a field of a printed object can hold. */
export type Value = string | number | boolean;

/** How a value is felt: ready, under way, failed, or at rest (a deployment at zero replicas). */
export type Tone = 'good' | 'busy' | 'bad' | 'off' | undefined;

/**
 * One field of what a command prints. The fields of a view stand in the order of the table; in JSON the
 * reference's keys come first and the extra ones after them, so a script written for `exo` finds what it knows.
 */
export interface Field<T> {
  /** The key in JSON, snake_case, as the reference has it. */
  key: string;
  /** The Go field name, for `--output-template` (`.GPUCount`). */
  go: string;
  /** The table's header or label. */
  label: string;
  value: (item: T) => Value;
  /** What the table shows instead of the value. */
  shown?: (item: T) => string;
  /** Ours, not the reference's: last in JSON, absent from text and templates. */
  extra?: true;
  /** Left out of JSON where it is empty, as Go's `omitempty` does. */
  omitEmpty?: true;
  /** false: not in tables. */
  table?: false;
  /** Never cut to fit the terminal: IDs, states, numbers. */
  keep?: true;
  align?: 'right';
  tone?: (item: T) => Tone;
}

/** All that the output needs to know of one kind of object, in every format. */
export interface View<T> {
  /** Singular, for messages: `deployment`. */
  name: string;
  fields: readonly Field<T>[];
}

export type OutputFormat = 'table' | 'json' | 'text';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'text'];

/** Facts of the stream that is printed to. */
export interface Style {
  /** Someone is looking: control characters are neutralised, tables are fitted to `width`. */
  terminal: boolean;
  /** Columns; absent where it is not known, or where no one is looking: then nothing is cut. */
  width?: number | undefined;
  /** Colours a chalk instance may use: 0 none, 1 basic, 2 256, 3 true colour. */
  colour: 0 | 1 | 2 | 3;
}
