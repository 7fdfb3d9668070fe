import { fetchTransport } from './fetch-transport.js';
import { type Transport, TransportError } from './transport.js';

/**
 * Sends what reads through the runtime's own `fetch`, and everything else through a transport that is made when it is
 * first needed. The standalone program lists and shows with it: its runtime has `fetch` ready, and undici takes longer to
 * load and to compile than `deployment show` takes without. What changes something, or must be alone on its connection,
 * keeps undici: only there is it known what was sent, and nothing is sent again unasked.
 *
 * A read that fails on its way is asked again through that transport, within the same time, and so is what follows:
 * refusals, lost connections and certificates are told apart as everywhere.
 * @param makeOther makes the transport for the rest @param now milliseconds of a clock that only runs forward
 */
export function readsByFetch(
  makeOther: () => Promise<Transport>,
  reads: Transport = fetchTransport,
  now: () => number = () => performance.now(),
): Transport {
  let made: Promise<Transport> | undefined;
  const other = () => {
    made ??= makeOther();
    return made;
  };
  return {
    async send(request) {
      if (made || request.method !== 'GET' || request.fresh) return (await other()).send(request);
      const started = now();
      try {
        return await reads.send(request);
      } catch (error) {
        const isOnItsWay = error instanceof TransportError && ['connect', 'lost'].includes(error.fault);
        if (!isOnItsWay) throw error;
        const { timeoutMs } = request;
        const left = timeoutMs === undefined ? undefined : timeoutMs - (now() - started);
        if (left !== undefined && left <= 0) throw error;
        return (await other()).send({ ...request, timeoutMs: left });
      }
    },
    open({ url }) {
      // Bun's fetch begins a connection when it is asked to; that of other runtimes does not.
      const { fetch } = globalThis;
      if ('preconnect' in fetch && typeof fetch.preconnect === 'function')
        fetch.preconnect(new URL(url).origin);
    },
    close() {
      reads.close();
      made?.then((transport) => transport.close()).catch(() => {});
    },
  };
}
