import type { Range } from './range.js';

/**
 * Precisions by the words for them in models' names, with bytes per parameter. The upper bounds are higher because
 * scales and embeddings are more precise than the weights.
 */
const PRECISIONS: readonly (readonly [pattern: RegExp, bytes: Range, words: string])[] = [
  [/(?:^|[-_.])(?:nv|mx)?fp4(?:$|[-_.])/i, { low: 0.5, high: 0.75 }, 'FP4'],
  [/(?:^|[-_.])awq(?:$|[-_.])/i, { low: 0.5, high: 0.75 }, 'AWQ'],
  [/(?:^|[-_.])gptq(?:$|[-_.])(?!.*(?:int)?8)/i, { low: 0.5, high: 0.75 }, 'GPTQ'],
  [/(?:^|[-_.])(?:int4|w4a16|w4a8|w4a4|4[-_]?bit|bnb)(?:$|[-_.])/i, { low: 0.5, high: 0.75 }, '4 bits'],
  [/(?:^|[-_.])(?:aqlm|int[23]|w[23]a16|[23][-_]?bit)(?:$|[-_.])/i, { low: 0.25, high: 0.6 }, '2 or 3 bits'],
  [/(?:^|[-_.])(?:fp8|f8)(?:$|[-_.])/i, { low: 1, high: 1.15 }, 'FP8'],
  [/(?:^|[-_.])(?:int8|w8a8|w8a16|8[-_]?bit)(?:$|[-_.])/i, { low: 1, high: 1.15 }, '8 bits'],
  // These are published in four bits, and their names do not say so.
  [/(?:^|\/)gpt-oss-/i, { low: 0.5, high: 0.7 }, 'MXFP4'],
  [/(?:^|[-_.])fp32(?:$|[-_.])/i, { low: 4, high: 4 }, 'FP32'],
];
const HALF: Range = { low: 2, high: 2 };

/**
 * A size: `7B`, `0.6b`, `270M`; but not the `A3B` of active parameters, the `E4B` of effective ones, or a part of
 * `A2.7B`.
 */
const SIZES = /(?:^|[-_]|(?<!\d)\.)(\d+(?:\.\d+)?)([bm])(?=$|[-_.])/gi;
/** `17B-16E`: the active parameters per token, and the number of experts. The model has many times more parameters. */
const OF_A_TOKEN = /\d+b[-_]\d+e(?=$|[-_.])/i;
/** `8x7B`: eight experts, which share everything but their middle layers, so the model has less than 8 × 7B. */
const EXPERTS = /(?:^|[-_.])(\d+)x(\d+(?:\.\d+)?)b(?=$|[-_.])/i;

const lastPart = (name: string) => name.split('/').at(-1) ?? name;

function readPrecision(model: string) {
  const [, bytes = HALF, words = '16 bits'] = PRECISIONS.find(([pattern]) => pattern.test(model)) ?? [];
  return { bytes, words };
}

/** The precision that a model's name says: `FP8`, `AWQ`, `16 bits`. */
export const precisionOf = (name: string): string => readPrecision(lastPart(name)).words;

/**
 * The parameters that a model's name says, and the bytes of each: `Llama-3.1-8B-Instruct-FP8`, `Mixtral-8x7B`,
 * `Qwen3-30B-A3B`. Names round, most of all small numbers, so both are ranges. undefined if the name has no size.
 * @returns `from`: what was read, `7B, 16 bits`
 */
export function sizeFromName(name: string): { billions: Range; bytes: Range; from: string } | undefined {
  const model = lastPart(name);
  const { bytes, words } = readPrecision(model);
  const experts = EXPERTS.exec(model);
  if (experts) {
    const most = Number(experts[1]) * Number(experts[2]);
    return {
      billions: { low: most * 0.78, high: most },
      bytes,
      from: `${experts[1]}x${experts[2]}B, ${words}`,
    };
  }
  if (OF_A_TOKEN.test(model)) return undefined;
  const matches = [...model.matchAll(SIZES)];
  // Next to billions, an `M` is the length of the context.
  const inBillions = matches.filter(([, , unit = '']) => unit.toLowerCase() === 'b');
  const sizes = (inBillions.length > 0 ? inBillions : matches).map(([, digits, unit = '']) => ({
    billions: Number(digits) / (unit.toLowerCase() === 'm' ? 1000 : 1),
    words: `${digits}${unit.toUpperCase()}`,
  }));
  const all = sizes.filter(({ billions }) => billions > 0).sort((a, b) => a.billions - b.billions);
  const [least, most] = [all[0], all.at(-1)];
  if (!least || !most) return undefined;
  return {
    billions: { low: least.billions * 0.95, high: most.billions * roundedDown(most.billions) },
    bytes,
    from: `${least === most ? most.words : `${least.words} or ${most.words}`}, ${words}`,
  };
}

/** The factor by which a model may have more parameters than its name says. */
function roundedDown(billions: number): number {
  if (billions < 3) return 1.35;
  return billions < 10 ? 1.25 : 1.1;
}
