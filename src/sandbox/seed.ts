import { sha256 } from '../io/sha256.js';
import { newModel } from './hugging-face.js';
import type { WorldData } from './records.js';
import { AUTHORIZED_FAMILIES } from './zones.js';

/** Models that are ready in every zone with GPUs, so that a first deployment needs no download. */
export const SEEDED_MODELS = [
  'mistralai/Mistral-7B-Instruct-v0.3',
  'Qwen/Qwen2.5-7B-Instruct',
  'Qwen/Qwen2.5-72B-Instruct',
  'openai/gpt-oss-20b',
  'openai/gpt-oss-120b',
] as const;

/** The data of a fresh sandbox: no deployments, and a few models. @param now the time in ms, for the models' dates */
export function seedData(now: number): WorldData {
  const models = Object.keys(AUTHORIZED_FAMILIES).flatMap((zone) =>
    SEEDED_MODELS.map((name) => newModel(seededId(`${zone}/${name}`), zone, name, now)),
  );
  return { version: 1, deployments: [], models, operations: [], apiKeys: [], events: [], pastRuns: [] };
}

/**
 * A UUID derived from a text, the same in every sandbox, so that a `--model-id` in a script or document keeps working.
 */
export function seededId(text: string): string {
  const hex = sha256(text);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
