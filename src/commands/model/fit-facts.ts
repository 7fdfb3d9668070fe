import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import type { FitModel, Range } from '../../domain/model-fit.js';
import { type ModelShape, parseModelConfig } from '../../domain/model-shape.js';
import { sizeFromName } from '../../domain/model-size.js';
import { UsageError } from '../../errors.js';
import { once } from '../../schemas/once.js';

/** How long the hub is waited for, in ms. */
const HUB_MS = 5_000;
const HUB = 'https://huggingface.co';

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
  /** What the hub says of its parameters. */
  published?: Published | undefined;
}

interface Published {
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

/** --model-config. @throws UsageError where it is none */
export async function shapeFromFile(deps: Deps, path: string): Promise<NonNullable<Found['shape']>> {
  const shape = parseModelConfig(await (await deps.machine()).readText(path));
  if (!shape)
    throw new UsageError(
      `--model-config ${path} is no config.json of a model: it has no num_hidden_layers and num_attention_heads`,
    );
  return { shape, source: path };
}

const info = once(() =>
  z.object({ safetensors: z.optional(z.object({ parameters: z.record(z.string(), z.number()) })) }),
);

/** Asks the hub, without any credential; what it does not tell is told to be missing. */
export async function askHub(deps: Deps, name: string): Promise<Pick<Found, 'shape' | 'published'>> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) {
    deps.io.warn(`${JSON.stringify(name)} is no name on the hub: owner/model`);
    return {};
  }
  const read = (url: string) =>
    deps.publicText(url, HUB_MS).catch((error: unknown) => {
      if (deps.signal.aborted || !(error instanceof Error)) throw error;
      deps.io.warn(`the hub did not tell (${url}): ${error.message}`);
      return '';
    });
  const [config, about] = await Promise.all([
    read(`${HUB}/${path}/raw/main/config.json`),
    read(`${HUB}/api/models/${path}`),
  ]);
  const shape = parseModelConfig(config);
  return { shape: shape && { shape, source: 'config.json on the hub' }, published: publishedIn(about) };
}

/** Bytes of a number of each kind; of packed ones it is not told how many are in one. */
const BYTES: Readonly<Record<string, Range>> = {
  F64: { low: 8, high: 8 },
  F32: { low: 4, high: 4 },
  BF16: { low: 2, high: 2 },
  F16: { low: 2, high: 2 },
  F8_E4M3: { low: 1, high: 1 },
  F8_E5M2: { low: 1, high: 1 },
  I8: { low: 1, high: 1 },
  U8: { low: 0.5, high: 1 },
  I32: { low: 0.5, high: 4 },
};

function publishedIn(text: string): Published | undefined {
  let read: ReturnType<ReturnType<typeof info>['safeParse']>;
  try {
    read = info().safeParse(JSON.parse(text));
  } catch {
    return undefined;
  }
  const parameters = Object.entries(read.data?.safetensors?.parameters ?? {});
  if (parameters.length === 0) return undefined;
  const total = (end: keyof Range) =>
    parameters.reduce((sum, [kind, count]) => sum + count * (BYTES[kind] ?? { low: 0.5, high: 4 })[end], 0);
  const count = parameters.reduce((sum, [, one]) => sum + one, 0);
  return { weights: { low: total('low'), high: total('high') }, billions: count / 1e9 };
}
