import { thousands } from '../counts.js';
import {
  ALL_MEMORY,
  type EngineFailure,
  fewerRequests,
  LESS_MEMORY,
  MORE_GPUS,
  QUANTIZED,
  RESTART,
  setParameter,
  TELL_EXOSCALE,
} from './engine-failure.js';

const SHORTER: EngineFailure['remedies'] = ({ fits }) => [
  ...(Number(fits) > 0 ? [setParameter('--max-model-len', `${fits}`)] : []),
  ALL_MEMORY,
  MORE_GPUS,
];

/** Failures of a start for which the memory of the GPUs does not suffice. */
export const MEMORY: readonly EngineFailure[] = [
  {
    kind: 'kv-too-small',
    pattern:
      /max seq len \((?<length>\d+)\),? \(?(?<needed>[\d.]+) Gi?B KV cache is needed.*?available KV cache memory \((?<available>-?[\d.]+) Gi?B\)(?:.*?estimated maximum model length is (?<fits>\d+)(?=\D))?/,
    meaning: ({ needed, length, available }) =>
      `KV cache does not fit: ${needed} GiB needed for ${thousands(length)} tokens, ${available} GiB available`,
    remedies: SHORTER,
  },
  {
    kind: 'kv-too-small',
    pattern:
      /max seq len \((?<length>\d+)\) is larger than the maximum number of tokens that can be stored in KV cache \((?<fits>\d+)\)/i,
    meaning: ({ length, fits }) =>
      `KV cache does not fit: ${thousands(length)} tokens per request, room for ${thousands(fits)}`,
    remedies: SHORTER,
  },
  {
    kind: 'no-cache-blocks',
    pattern: /No available memory for the cache blocks|Available KV cache memory: -[\d.]+ GiB/i,
    isToldOnly: true,
    meaning: 'weights and activations leave no memory for the KV cache',
    // A shorter context does not help if no memory at all is left.
    remedies: [ALL_MEMORY, MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'mamba-blocks',
    pattern: /max_num_seqs \((?<seqs>\d+)\) exceeds available Mamba cache blocks \((?<blocks>\d+)\)/,
    meaning: ({ seqs, blocks }) =>
      `the model keeps a state for each request: room for ${blocks} requests at once, not ${seqs}`,
    remedies: ({ blocks }) => [setParameter('--max-num-seqs', `${blocks}`), MORE_GPUS],
  },
  {
    kind: 'cuda-oom-load',
    pattern:
      /out of memory occurred when warming up (?<what>sampler|pooler)(?: with (?<seqs>\d+) dummy requests)?/,
    meaning: ({ seqs }) =>
      `the model fits, but the memory left is not enough for${seqs ? ` ${seqs}` : ' that many'} requests at once`,
    remedies: ({ seqs }) => [
      fewerRequests(Math.max(1, Math.floor(Number(seqs ?? 256) / 4))),
      LESS_MEMORY,
      MORE_GPUS,
    ],
  },
  {
    kind: 'memory-profiling',
    pattern: /Error in memory profiling/,
    meaning: 'something else took or freed memory of the GPU while the engine measured it',
    remedies: [RESTART],
  },
  {
    kind: 'swap-space',
    pattern: /Too large swap space/,
    meaning: 'the requested swap space is larger than the memory of the machine',
    remedies: [setParameter('--swap-space', '0')],
  },
  {
    kind: 'free-memory-less-than-util',
    pattern:
      /Free memory on device[^(]*\((?<free>[\d.]+)\/(?<total>[\d.]+) GiB\).*less than desired GPU memory utilization \((?<wanted>[\d.]+)/i,
    meaning: ({ free, total, wanted }) =>
      `only ${free} of ${total} GiB of the GPU are free at start, but --gpu-memory-utilization is ${wanted}`,
    remedies({ free, total }) {
      const fits = Math.floor((Number(free) / Number(total)) * 100) / 100;
      // Something else fills the GPU, so that more GPUs do not help.
      return fits > 0.3 ? [setParameter('--gpu-memory-utilization', String(fits))] : [RESTART, TELL_EXOSCALE];
    },
  },
];

/** The memory of the GPUs is full, which can happen at any time. */
export const OUT_OF_MEMORY: readonly EngineFailure[] = [
  {
    kind: 'cuda-oom-load',
    pattern:
      /(?:CUDA|HIP) out of memory\. Tried to allocate (?<size>[\d.]+ [GMK]iB)|OutOfMemoryError: (?:CUDA|HIP)|(?:CUDA (?:driver )?error|Triton Error \[CUDA\]): out of memory|Cuda failure (?:\d+ )?'out of memory'|cudaErrorMemoryAllocation|CUDA_ERROR_OUT_OF_MEMORY|CU(?:BLAS|DNN)_STATUS_ALLOC_FAILED/i,
    meaning: 'the model does not fit into the memory of the GPUs',
    remedies: [MORE_GPUS, QUANTIZED],
    isByTime: true,
  },
];
