/** A number that is known to be between two, both included. */
export interface Range {
  low: number;
  high: number;
}

export const GIB = 1024 ** 3;

/** `14.0–17.5 GiB`, or one number where both ends are the same. @param range bytes */
export function gibRange({ low, high }: Range): string {
  const [from, to] = [low, high].map((bytes) => (bytes / GIB).toFixed(1));
  return from === to ? `${to} GiB` : `${from}–${to} GiB`;
}
