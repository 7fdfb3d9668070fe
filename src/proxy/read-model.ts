import type { IncomingMessage } from 'node:http';
import { tryJson } from '../domain/json.js';

/** At most this many bytes of a body are searched for its model; they stay in memory until it is found. */
const MOST_LOOKED_THROUGH = 1024 * 1024;
/** A string longer than this is neither the key `model` nor the name of a model, so it is not kept. */
const LONGEST_TEXT = 1_024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is known of a body's model so far: nothing yet, that it names none, or its name. */
type Found = 'not yet' | 'none' | { model: string };

/**
 * Finds the `model` of a request while its body arrives, chunk by chunk and without storing the body: clients put it
 * before or after the messages, which can be large. Only a key of the outermost object counts, so a message that
 * contains `"model":` cannot mislead it. A body that is not a JSON object names no model.
 */
class ModelFinder {
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  /** The bytes of the present string, if it is a key or value of the outermost object and not too long. */
  private text: number[] | undefined;
  /** The last complete string of the outermost object; undefined if it was too long. */
  private last: string | undefined;
  /** The key of the outermost object whose value comes next; undefined if a key comes next. */
  private key: string | undefined;

  feed(chunk: Uint8Array): Found {
    for (const byte of chunk) {
      const found = this.inText ? this.insideText(byte) : this.between(byte);
      if (found !== 'not yet') return found;
    }
    return 'not yet';
  }

  private insideText(byte: number): Found {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) return this.endOfText();
    if (this.text && this.text.length < LONGEST_TEXT) this.text.push(byte);
    else this.text = undefined;
    return 'not yet';
  }

  private endOfText(): Found {
    this.inText = false;
    if (this.depth !== 1) return 'not yet';
    this.last = this.text && readText(this.text);
    if (this.key !== 'model') return 'not yet';
    return this.last === undefined ? 'none' : { model: this.last };
  }

  private between(byte: number): Found {
    const sign = String.fromCharCode(byte);
    if (' \t\n\r'.includes(sign)) return 'not yet';
    if (this.depth === 0 && sign !== '{') return 'none';
    switch (sign) {
      case '"':
        this.inText = true;
        this.text = this.depth === 1 ? [] : undefined;
        break;
      case '{':
      case '[':
        this.depth += 1;
        break;
      case '}':
      case ']':
        this.depth -= 1;
        return this.depth === 0 ? 'none' : 'not yet';
      case ':':
        if (this.depth === 1) this.key = this.last;
        break;
      case ',':
        if (this.depth === 1) this.key = undefined;
        break;
    }
    return 'not yet';
  }
}

function readText(bytes: readonly number[]): string | undefined {
  const read = tryJson(`"${Buffer.from(bytes).toString('utf8')}"`);
  return typeof read === 'string' ? read : undefined;
}

/**
 * Reads the model that a request's body names. What was read is put back, so that the body can still be passed on
 * unchanged. Reading stops once the model is found, or after a megabyte.
 * @returns undefined if no model was found
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
