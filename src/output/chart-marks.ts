/** What a chart of replicas is drawn with. */
export interface ReplicaMarks {
  /** From few replicas to the most. */
  levels: readonly string[];
  none: string;
  down: string;
  times: string;
  to: string;
  /** Takes a line apart where marks of another kind begin. */
  pieces: RegExp;
}

export const MARKS: ReplicaMarks = {
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  none: '·',
  down: '▼',
  times: '×',
  to: '–',
  pieces: /(·+| +)/,
};

/** Figures in place of heights; `#` for ten or more. */
export const ASCII_MARKS: ReplicaMarks = {
  levels: [],
  none: '.',
  down: 'v',
  times: 'x',
  to: '-',
  pieces: /(\.+| +)/,
};

/** The mark of so many replicas where `most` is drawn highest; blank where there is no time. */
export function markOf(replicas: number | undefined, most: number, { levels, none }: ReplicaMarks): string {
  if (replicas === undefined) return ' ';
  if (replicas === 0) return none;
  if (levels.length === 0) return replicas < 10 ? String(replicas) : '#';
  const level = Math.max(1, Math.round((replicas / most) * levels.length));
  return levels[level - 1] ?? '';
}
