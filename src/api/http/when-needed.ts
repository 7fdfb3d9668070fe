import type { Transport } from './transport.js';

/** A transport that is made when the first request is sent. */
export function whenNeeded(make: () => Promise<Transport>): Transport {
  let made: Promise<Transport> | undefined;
  return {
    async send(request) {
      made ??= make();
      return (await made).send(request);
    },
    close() {
      made?.then(
        (transport) => transport.close(),
        () => {},
      );
    },
  };
}
