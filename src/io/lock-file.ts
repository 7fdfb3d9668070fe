import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { errorCode, fileProblem } from '../config/files.js';
import { makeFolder } from './make-folder.js';

/** Who holds a lock; the token tells one holding of it from the next. */
const record = z.object({ pid: z.int(), host: z.string(), since: z.number(), token: z.string() });
export type Written = z.infer<typeof record>;

/** A lock as it lies there. */
export interface Found {
  /** Absent when it is not, or not yet, written out. */
  written: Written | undefined;
  ageMs: number;
}

/** Makes the file, whole or not at all (`O_EXCL`). @returns false when it exists already */
export async function create(path: string, content: Written): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${JSON.stringify(content)}\n`).finally(() => file.close());
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @returns undefined when there is none */
export async function find(path: string): Promise<Found | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { written: parse(text), ageMs: Date.now() - mtimeMs };
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

/** Removes it; that it is gone already is as good. */
export async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

/** The first of the folders that can be written to, made where it is not there; else why none can. */
export async function usable(folders: readonly string[]): Promise<{ path: string } | { why: string }> {
  let why = 'there is no folder for it';
  for (const path of folders) {
    try {
      await makeFolder(path);
      const probe = join(path, `.${randomUUID()}`);
      await (await open(probe, 'wx', 0o600)).close();
      await unlink(probe);
      return { path };
    } catch (error) {
      why = `${path}: ${fileProblem(error)}`;
    }
  }
  return { why };
}
