import type { FitModel } from './model-fit.js';
import type { ModelShape } from './model-shape.js';
import { sizeFromName } from './model-size.js';
import type { Range } from './range.js';

/** What is known of a model, and from where. */
export interface Facts extends FitModel {
  name: string;
  /** Where each number is from, in words. */
  from: { weights: string; cache: string; context: string };
}

/** What was found out elsewhere. */
export interface Found {
  /** Bytes of its files, and the zones in which they are. */
  files?: { bytes: number; zones: readonly string[] } | undefined;
  /** --model-config, or what the hub has. */
  shape?: { shape: ModelShape; source: string } | undefined;
  published?: Published | undefined;
}

/** What the hub says of a model's parameters. */
export interface Published {
  weights: Range;
  billions: number;
}

const NARROW = '--online or --model-config FILE tells';

/** Puts together what is known: the files in the service before the hub, and that before the name. */
export function factsOf(name: string, { files, shape, published }: Found): Facts {
  const named = sizeFromName(name);
  const byName = named && {
    low: named.billions.low * named.bytes.low * 1e9,
    high: named.billions.high * named.bytes.high * 1e9,
  };
  const weights = files ? byFiles(files.bytes, byName) : (published?.weights ?? byName);
  const billions = published ? { low: published.billions, high: published.billions } : named?.billions;
  return {
    name,
    weights,
    billions,
    shape: shape?.shape,
    from: {
      weights: files
        ? `its files in ${files.zones.length > 2 ? `${files.zones.length} zones` : files.zones.join(' and ')}`
        : published
          ? `the hub: ${published.billions.toFixed(2)} billion parameters`
          : named
            ? `its name: ${named.from}`
            : `neither the service nor its name tells; --online does`,
      cache: shape
        ? shape.source
        : billions || weights
          ? `bounds by ${billions ? 'its parameters' : 'its weights'}; ${NARROW}`
          : NARROW,
      context:
        shape?.shape.context === undefined
          ? 'a guess; --context says'
          : `the most it knows, by ${shape.source}`,
    },
  };
}

/** Repositories can hold the weights twice, in two forms: then the name knows better what is loaded. */
function byFiles(bytes: number, byName: Range | undefined): Range {
  return { low: byName && bytes >= byName.high * 1.4 ? byName.low : bytes * 0.97, high: bytes };
}
