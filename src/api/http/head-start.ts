import type { Socket } from 'node:net';
import { addressOf } from './address.js';
import type { Connector } from './undici.js';

/** A connection begun longer ago than this, in ms, may have been given up by the other side unnoticed. */
export const FRESH_MS = 4_000;

/** A connector whose next connection can be begun before it is asked for. */
export interface HeadStart {
  connect: Connector;
  /** A failure is told to whoever asks for the connection. */
  begin(origin: string): void;
  /** Ends what was begun and not asked for. */
  drop(): void;
}

/**
 * Lets a connector begin one connection ahead of the request that will ask for it.
 * @param now milliseconds on any clock that is not set back
 */
export function withHeadStart(connector: Connector, now: () => number): HeadStart {
  let begun: { at: number; socket: Promise<Socket> } | undefined;
  const drop = () => {
    begun?.socket.then((socket) => socket.destroy()).catch(() => {});
    begun = undefined;
  };
  return {
    drop,
    begin(origin) {
      const options = addressOf(new URL(origin));
      const socket = new Promise<Socket>((resolve, reject) => {
        connector(options, (error, made) => (made ? resolve(made) : reject(error)));
      });
      socket.catch(() => {});
      begun = { at: now(), socket };
    },
    connect(options, callback) {
      const early = begun;
      if (!early || now() - early.at > FRESH_MS) {
        drop();
        return connector(options, callback);
      }
      begun = undefined;
      early.socket.then(
        (socket) => (socket.destroyed ? connector(options, callback) : callback(null, socket)),
        (error: Error) => callback(error, null),
      );
    },
  };
}
