import type { IncomingMessage } from 'node:http';

/** So many bytes of a body are looked through for its model, and kept until it is found. */
const MOST_LOOKED_THROUGH = 1024 * 1024;
/** Longer keys and names are none that are looked for. */
const LONGEST_TEXT = 1_024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is known of a body's model: nothing yet, its name, or that there is none to find. */
type Found = 'not yet' | 'none' | { model: string };

/**
 * Finds the `model` of a request while its body arrives, piece by piece and without keeping any of it: clients put it
 * before the messages or behind them. Only what stands in the outermost object counts, however a message looks. What is
 * no JSON object has none.
 */
class ModelFinder {
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  /** The bytes of a text of the outermost object, where it is short enough to matter. */
  private text: number[] | undefined;
  /** What the last of these texts was; undefined where it was too long. */
  private last: string | undefined;
  /** The key whose value comes next; undefined where a key does. */
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
  try {
    const read: unknown = JSON.parse(`"${Buffer.from(bytes).toString('utf8')}"`);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

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
