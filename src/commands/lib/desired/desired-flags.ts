/** Flags of the commands that read the desired state from a file, worded once. */

type Flag = readonly [flags: string, description: string];

export const FILE: Flag = ['-f, --file <file...>', 'YAML or JSON, one file or several; - for standard input'];
export const AT: Flag = [
  '--at <time>',
  "evaluate this moment, in ISO 8601; without an offset by the file's time zone (default: now)",
];
export const SELECTED_ZONE: Flag = ['-z, --zone <zone>', 'only what the files have in this zone'];
