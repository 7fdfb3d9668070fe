import { type Transport, TransportError } from './transport.js';
import { whenNeeded } from './when-needed.js';

/** How requests that read are sent. */
export interface Reading {
  reads: Transport;
  /**
   * Whether a read that fails on its way is sent again through the other transport, within the same time, and all that follows
   * too: `fetch` does not tell refusals, lost connections and certificates apart.
   */
  asksAgain: boolean;
  /** Whether a URL is one that it cannot read: then the other transport gets that read, and all that follows. */
  leaves?: ((url: string) => boolean) | undefined;
  /** Milliseconds of a clock that only runs forward. */
  now?: () => number;
}

/**
 * Sends what reads through what the runtime has ready, and everything else through a transport that is made when it is
 * first needed: undici takes longer to load and to compile than `deployment show` takes without. What changes something,
 * or must be alone on its connection, keeps undici: only there is it known what was sent, and nothing is sent again unasked.
 */
export function readsApart(
  { reads, asksAgain, leaves = () => false, now = () => process.uptime() * 1000 }: Reading,
  makeOther: () => Promise<Transport>,
): Transport {
  const other = whenNeeded(makeOther);
  let isLeftToOther = false;
  return {
    async send(request) {
      isLeftToOther ||= request.method !== 'GET' || request.fresh === true || leaves(request.url);
      if (isLeftToOther) return other.send(request);
      const started = now();
      try {
        return await reads.send(request);
      } catch (error) {
        const isOnItsWay = error instanceof TransportError && ['connect', 'lost'].includes(error.fault);
        if (!asksAgain || !isOnItsWay) throw error;
        const { timeoutMs } = request;
        const left = timeoutMs === undefined ? undefined : timeoutMs - (now() - started);
        if (left !== undefined && left <= 0) throw error;
        isLeftToOther = true;
        return other.send({ ...request, timeoutMs: left });
      }
    },
    open(to) {
      if (!isLeftToOther && !leaves(to.url)) reads.open?.(to);
    },
    close() {
      reads.close();
      other.close();
    },
  };
}
