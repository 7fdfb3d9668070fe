import type { CreationRecord, CreationRecords } from '../../src/io/creation-records.js';

export interface MemoryCreations extends CreationRecords {
  readonly written: ReadonlyMap<string, CreationRecord>;
}

/** The creation records that the command lines of one test share, in memory. */
export function memoryCreations(): MemoryCreations {
  const written = new Map<string, CreationRecord>();
  return {
    written,
    find: (key) => written.get(key),
    all: () => [...written.values()],
    write(key, record) {
      written.set(key, record);
      return undefined;
    },
    strike: (key) => void written.delete(key),
  };
}
