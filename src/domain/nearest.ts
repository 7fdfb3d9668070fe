/** Words further apart than this have nothing to do with each other. */
const MOST_EDITS = 2;

/**
 * The words nearest to a mistyped one, by letters left out, added, replaced or swapped (Damerau–Levenshtein, optimal
 * alignment). A word is not near if half of its letters or more differ; only in one of two letters, one may.
 */
export function nearest(typed: string, words: readonly string[]): string[] {
  let found: string[] = [];
  let least = MOST_EDITS;
  for (const word of new Set(words)) {
    const edits = distance(typed, word);
    const half = Math.max(typed.length, word.length) / 2;
    if (edits > least || edits > half || (edits === half && edits > 1)) continue;
    found = edits < least ? [word] : [...found, word];
    least = edits;
  }
  return found;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (cells: readonly number[], index: number) => cells[index] ?? Number.POSITIVE_INFINITY;
      const same = a.charAt(i - 1) === b.charAt(j - 1);
      let edits = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (same ? 0 : 1));
      const swapped = a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      if (i > 1 && j > 1 && swapped) edits = Math.min(edits, at(before, j - 2) + 1);
      next.push(edits);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
