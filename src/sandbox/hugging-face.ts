import type { ModelRecord } from './records.js';

/** Bytes of well-known models on Hugging Face, from their published numbers of parameters and precision. */
const SIZES: Readonly<Record<string, number>> = {
  'mistralai/Mistral-7B-Instruct-v0.3': 14_500_000_000,
  'Qwen/Qwen2.5-7B-Instruct': 15_200_000_000,
  'Qwen/Qwen2.5-72B-Instruct': 145_400_000_000,
  'openai/gpt-oss-20b': 13_800_000_000,
  'openai/gpt-oss-120b': 65_200_000_000,
};
const BYTES_PER_PARAMETER = 2;
const SIZE_OF_THE_UNKNOWN = 15_000_000_000;

/** A model whose files are downloaded. @param now the time in ms, for its dates */
export function newModel(id: string, zone: string, name: string, now: number): ModelRecord {
  return { id, zone, name, sizeBytes: modelSize(name), createdAt: now, updatedAt: now };
}

/** The size of a model in bytes: known, else two bytes for each parameter by the `7B` in its name, else 15 GB. */
function modelSize(name: string): number {
  const billions = /(?:^|[-_])(\d+(?:\.\d+)?)b(?:[-_]|$)/i.exec(name)?.[1];
  return (
    SIZES[name] ??
    (billions === undefined ? SIZE_OF_THE_UNKNOWN : Number(billions) * 1e9 * BYTES_PER_PARAMETER)
  );
}

/** Why a download from Hugging Face fails; undefined if it does not. */
export function refusal(
  name: string,
  token: string | undefined,
): { reason: string; message: string } | undefined {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) {
    return { reason: 'not-found', message: `Model ${name} was not found on Hugging Face` };
  }
  if (/gguf$/i.test(name)) {
    return { reason: 'unsupported', message: `Model ${name} has no safetensors weights` };
  }
  if (/^meta-llama\/|gated/.test(name) && !token) {
    return { reason: 'forbidden', message: `Model ${name} is gated: a Hugging Face token is required` };
  }
  return undefined;
}
