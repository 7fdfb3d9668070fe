import { type Transport, TransportError } from './transport.js';
import { whenNeeded } from './when-needed.js';

/** How reads are sent. */
export interface Reading {
  reads: Transport;
  /**
   * Whether a read that fails on its way is sent again through the other transport, within the same time limit, with
   * all later requests: `fetch` does not tell refused connections, lost ones and bad certificates apart.
   */
  asksAgain: boolean;
  /** Whether `reads` cannot read a URL. Then the other transport gets this read and all later requests. */
  leaves?: ((url: string) => boolean) | undefined;
  /** A clock in milliseconds that only runs forward. */
  now?: () => number;
}

/**
 * Sends reads through what is part of the runtime, and everything else through a transport that is made when it is
 * first needed: loading and compiling undici takes longer than all the rest of `deployment show`. Changes, and requests
 * that must be alone on their connection, always go through undici: only undici tells what was sent, and it sends
 * nothing again by itself.
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
        const isConnectionFault =
          error instanceof TransportError && ['connect', 'lost'].includes(error.fault);
        if (!asksAgain || !isConnectionFault) throw error;
        const { timeoutMs } = request;
        const leftMs = timeoutMs === undefined ? undefined : timeoutMs - (now() - started);
        if (leftMs !== undefined && leftMs <= 0) throw error;
        isLeftToOther = true;
        return other.send({ ...request, timeoutMs: leftMs });
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
