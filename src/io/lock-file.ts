import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { createFile, errorCode } from './files.js';

/** Who holds a lock; the token tells one holding of it from the next. */
const record = z.object({ pid: z.int(), host: z.string(), since: z.number(), token: z.string() });
export type Written = z.infer<typeof record>;

/** A lock as it lies there. */
export interface Found {
  /** Absent when it is not, or not yet, written out. */
  written: Written | undefined;
  ageMs: number;
}

/** Makes the file, whole or not at all. @returns false when it exists already @throws the system's error */
export function create(path: string, content: Written): boolean {
  return createFile(path, `${JSON.stringify(content)}\n`);
}

/** @returns undefined when there is none */
export function find(path: string): Found | undefined {
  try {
    const written = parse(readFileSync(path, 'utf8'));
    return { written, ageMs: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Written | undefined {
  try {
    return record.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
