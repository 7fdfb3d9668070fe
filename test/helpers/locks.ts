import type { Clock } from '../../src/clock.js';
import type { Locks } from '../../src/io/locks.js';

export interface MemoryLocks extends Locks {
  readonly held: ReadonlySet<string>;
}

/** Locks in memory, shared by the command lines of one test. */
export function memoryLocks(clock: Pick<Clock, 'now'>): MemoryLocks {
  const since = new Map<string, Date>();
  const held = new Set<string>();
  return {
    held,
    async take(key) {
      if (held.has(key))
        return { kind: 'held', by: { pid: 4711, host: 'here', since: since.get(key) ?? new Date(0) } };
      held.add(key);
      since.set(key, new Date(clock.now()));
      return { kind: 'taken', release: async () => void held.delete(key) };
    },
    releaseAll: () => held.clear(),
  };
}
