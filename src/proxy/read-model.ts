import type { IncomingMessage } from 'node:http';
import { type Found, MOST_LOOKED_THROUGH, ModelFinder } from './model-of.js';

/**
 * The model that a request's body names, read from its beginning, which is put back: what is passed on is untouched.
 * Reading stops where the model stands, or after a megabyte.
 * @returns undefined where none was found
 */
export function readModel(request: IncomingMessage): Promise<string | undefined> {
  const finder = new ModelFinder();
  const read: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (found: Found) => {
      request.off('readable', look).off('end', none).off('close', none);
      for (const chunk of read.reverse()) request.unshift(chunk);
      resolve(typeof found === 'object' ? found.model : undefined);
    };
    const none = () => {
      read.length = 0;
      end('none');
    };
    const look = () => {
      for (;;) {
        const chunk: unknown = request.read();
        if (!Buffer.isBuffer(chunk)) return;
        read.push(chunk);
        size += chunk.length;
        const found = size > MOST_LOOKED_THROUGH ? 'none' : finder.feed(chunk);
        if (found === 'none') return none();
        if (found !== 'not yet') return end(found);
      }
    };
    request.on('readable', look).on('end', none).on('close', none);
  });
}
