import type { Socket } from 'node:net';
import { addressOf } from './address.js';
import type { Connector } from './undici.js';

/**
 * For how long a connection that was opened in advance is used, in ms: later the other side may have closed it
 * unnoticed.
 */
export const FRESH_MS = 4_000;

/** A connector whose next connection can be opened before it is asked for. */
export interface HeadStart {
  connect: Connector;
  /** Opens the connection in advance. If this fails, whoever asks for the connection gets the error. */
  begin(origin: string): void;
  /** Ends a connection that was opened in advance and not used. */
  drop(): void;
}

/**
 * Lets a connector open one connection before the request that will need it.
 * @param now a clock in milliseconds that is never set back
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
