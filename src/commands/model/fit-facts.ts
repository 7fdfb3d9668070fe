import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import type { Found, Published } from '../../domain/fit/model-facts.js';
import { parseModelConfig } from '../../domain/fit/model-shape.js';
import type { Range } from '../../domain/fit/range.js';
import { tryJson } from '../../domain/json.js';
import { UsageError } from '../../errors.js';
import { once } from '../../once.js';

const HUB_MS = 5_000;
const HUB = 'https://huggingface.co';

/** Reads --model-config. @throws UsageError if the file is not the config.json of a model */
export async function shapeFromFile(deps: Deps, path: string): Promise<NonNullable<Found['shape']>> {
  const shape = parseModelConfig(await (await deps.machine()).readText(path));
  if (typeof shape === 'string')
    throw new UsageError(`--model-config ${path} is not the config.json of a model: ${shape}`);
  return { shape, source: path };
}

const info = once(() =>
  z.object({ safetensors: z.optional(z.object({ parameters: z.record(z.string(), z.number()) })) }),
);

/** Asks the Hugging Face hub, without credentials. Facts that it does not tell are missing, with a warning. */
export async function askHub(deps: Deps, name: string): Promise<Pick<Found, 'shape' | 'published'>> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) {
    deps.io.warn(`${JSON.stringify(name)} is not a name on the hub: it must be owner/model`);
    return {};
  }
  /** Reads a page of the hub. @param parse returns what is wrong with the page, if anything is */
  async function read<T extends object>(page: string, parse: (text: string) => T | string) {
    const url = `${HUB}/${page}`;
    const found = await deps.publicText(url, HUB_MS).then(parse, (error: unknown) => {
      if (deps.signal.aborted || !(error instanceof Error)) throw error;
      return error.message;
    });
    if (typeof found !== 'string') return found;
    deps.io.warn(`the hub gave no usable answer (${url}): ${found}`);
    return undefined;
  }
  const [shape, published] = await Promise.all([
    read(`${path}/raw/main/config.json`, parseModelConfig),
    read(`api/models/${path}`, publishedIn),
  ]);
  return { shape: shape && { shape, source: 'config.json on the hub' }, published };
}

/** The bytes of one parameter, by its type in safetensors. */
const BYTES = new Map(Object.entries({ F64: 8, F32: 4, BF16: 2, F16: 2, F8_E4M3: 1, F8_E5M2: 1, I8: 1 }));

/** The bytes of one parameter. Other types can pack several into one number, and the hub does not say how many. */
function bytesOf(kind: string): Range {
  const bytes = BYTES.get(kind);
  return { low: bytes ?? 0.5, high: bytes ?? (kind === 'U8' ? 1 : 4) };
}

function publishedIn(text: string): Published | string {
  const read = info().safeParse(tryJson(text));
  const parameters = Object.entries(read.data?.safetensors?.parameters ?? {});
  if (parameters.length === 0) return 'it lists no safetensors with numbers of parameters';
  const total = (end: keyof Range) =>
    parameters.reduce((sum, [kind, count]) => sum + count * bytesOf(kind)[end], 0);
  const count = parameters.reduce((sum, [, one]) => sum + one, 0);
  return { weights: { low: total('low'), high: total('high') }, billions: count / 1e9 };
}
