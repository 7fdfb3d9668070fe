/** Whole days, the last one included; dates as `2027-01-01`. */
export interface Days {
  first: string;
  last: string;
}

/** What was read, and what is wrong on which line, from 1. */
export interface DaysRead {
  days: Days[];
  problems: { line: number; message: string }[];
}
