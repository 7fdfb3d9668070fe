import type { FitModel } from './model-fit.js';
import type { ModelShape } from './model-shape.js';
import { sizeFromName } from './model-size.js';
import type { Range } from './range.js';

/** What is known of a model, and the source of each number. */
export interface Facts extends FitModel {
  name: string;
  /** The source of each number, in words. */
  from: { weights: string; cache: string; context: string };
}

/** What is known of a model from sources other than its name. */
export interface Found {
  /** The bytes of the model's files in the service, and the zones that have them. */
  files?: { bytes: number; zones: readonly string[] } | undefined;
  /** From --model-config or the hub, which `source` says. */
  shape?: { shape: ModelShape; source: string } | undefined;
  published?: Published | undefined;
}

/** The parameters of a model, as the hub reports them. */
export interface Published {
  weights: Range;
  billions: number;
}

const EXACT = '--online or --model-config FILE';

/**
 * Combines what is known of a model. Its files in the service take precedence over the hub, and the hub over its name.
 */
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
            : `neither in the service nor in its name; add --online`,
      cache: shape
        ? shape.source
        : billions || weights
          ? `range from ${billions ? 'its parameters' : 'its weights'}; ${EXACT} narrows it`
          : `${EXACT} shows it`,
      context:
        shape?.shape.context === undefined
          ? 'a guess; set it with --context'
          : `its longest, by ${shape.source}`,
    },
  };
}

/**
 * The bytes of the weights, by the size of the files. A repository can hold the weights twice, in two formats. So if
 * the files are much larger than the name suggests, the name gives the lower bound.
 */
function byFiles(bytes: number, byName: Range | undefined): Range {
  return { low: byName && bytes >= byName.high * 1.4 ? byName.low : bytes * 0.97, high: bytes };
}
