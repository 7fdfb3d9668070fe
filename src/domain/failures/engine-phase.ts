import { BEGINS } from './engine-lines.js';

/** What the engine is doing while it starts, and how long that usually takes. */
export interface Phase {
  doing: string;
  usually: string;
}

const PHASES: readonly (Phase & { pattern: RegExp })[] = [
  {
    pattern: /Application startup complete|Starting vLLM server|Uvicorn running/,
    doing: 'answering soon',
    usually: 'seconds',
  },
  {
    pattern: /Graph capturing|Capturing (?:CUDA )?graph|torch\.compile/i,
    doing: 'capturing graphs',
    usually: 'up to 2 minutes',
  },
  { pattern: /KV cache/, doing: 'reserving memory for the KV cache', usually: 'seconds' },
  {
    pattern: /downloading weights|Downloading/i,
    doing: 'downloading the weights',
    usually: 'some minutes, longer for large models',
  },
  {
    pattern: /Loading (?:weights|safetensors|model)|Model loading took|Starting to load model/i,
    doing: 'loading the weights',
    usually: '1 to 5 minutes, longer for large models',
  },
];

/** What the last lines tell of a start; undefined where they tell nothing. */
export function phaseOf(lines: readonly string[]): Phase | undefined {
  for (const line of [...lines].reverse()) {
    const phase = PHASES.find(({ pattern }) => pattern.test(line));
    if (phase) return { doing: phase.doing, usually: phase.usually };
    if (BEGINS.test(line)) return undefined;
  }
  return undefined;
}
