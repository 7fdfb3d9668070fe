import type { Offset } from './fault.js';
import type { GoValue } from './go-value.js';

/** The parts of a template. Every node knows where it stands, for messages. */
export type Node =
  | { kind: 'text'; at: Offset; text: string }
  /** `{{pipeline}}`: prints its value, unless it sets a variable. */
  | { kind: 'action'; pipe: Pipe }
  | BranchNode
  | { kind: 'break' | 'continue' };

/** if: dot stays; with: dot becomes the value; range: dot becomes each element. */
export interface BranchNode {
  kind: 'if' | 'with' | 'range';
  pipe: Pipe;
  body: readonly Node[];
  orElse: readonly Node[];
}

/** Commands joined by `|`: each one's value is the last argument of the next. */
export interface Pipe {
  at: Offset;
  /** `$x` or `$i, $e` in front of `:=` or `=`. */
  variables: readonly { name: string; at: Offset }[];
  /** `:=` makes the variables, `=` sets what is there. */
  declares: boolean;
  commands: readonly Command[];
}

/** An operand, or a function with its arguments. */
export interface Command {
  at: Offset;
  head: Operand;
  args: readonly Operand[];
}

export type Operand =
  | { kind: 'literal'; at: Offset; value: GoValue }
  | { kind: 'function'; at: Offset; name: string }
  | { kind: 'dot'; at: Offset; path: Path }
  | { kind: 'variable'; at: Offset; name: string; path: Path }
  | { kind: 'pipe'; at: Offset; pipe: Pipe; path: Path };

/** The `.Field`s behind an operand. */
export type Path = readonly { name: string; at: Offset }[];
