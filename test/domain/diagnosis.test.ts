import { describe, expect, test } from 'vitest';
import { diagnose, lastErrors, phaseOf } from '../../src/domain/diagnosis.js';

const ERROR = '(EngineCore pid=81) ERROR 01-01 00:00:00 [core.py:1]';
const INFO = '(APIServer pid=1) INFO 01-01 00:00:00 [x.py:1]';
const SERVES = 'INFO:     Application startup complete.';

test.each<[line: string, kind: string, cause: string]>([
  [
    "The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (46000).",
    'kv-too-small',
    'KV cache does not fit: 131,072 tokens a request, room for 46,000',
  ],
  ['ValueError: No available memory for the cache blocks.', 'no-cache-blocks', 'leave no memory'],
  [
    'Free memory on device (9.02/11.63 GiB) on startup is less than desired GPU memory utilization (0.9, 10.47 GiB).',
    'free-memory-less-than-util',
    'only 9.02 of 11.63 GiB',
  ],
  [
    'Total number of attention heads (40) must be divisible by tensor parallel size (3).',
    'heads-not-divisible',
    '40',
  ],
  [
    'ValueError: World size (4) is larger than the number of available GPUs (2)',
    'world-size',
    'a replica has 2',
  ],
  [
    'Bfloat16 is only supported on GPUs with compute capability of at least 8.0.',
    'bf16-unsupported',
    'bfloat16',
  ],
  ['model type `abc` but Transformers does not recognize this architecture', 'unknown-arch', '(abc)'],
  [
    'contains custom code which must be executed to correctly load the model',
    'trust-remote-code',
    'code of its own',
  ],
  ['Cannot access gated repo for url https://huggingface.co/x/y', 'gated-403', 'gated'],
  ['x/y is not a local folder and is not a valid model identifier', 'repo-not-found', 'no such repository'],
  ['Unknown quantization method: foo. Must be one of', 'quant-unsupported', 'quantization'],
  [
    'User-specified max_model_len (65536) is greater than the derived max_model_len (max_position_embeddings=32768 or',
    'max-len-too-long',
    '32,768 tokens of context at most',
  ],
  [
    'vllm serve: error: unrecognized arguments: --foo 1',
    'bad-argument-value',
    'unrecognized arguments: --foo 1',
  ],
  ['OSError: [Errno 28] No space left on device', 'disk-full', 'full'],
  ['exit code 137: exited with code 137', 'host-oom', 'ran out of memory'],
  [
    'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
    'cuda-oom-load',
    'does not fit',
  ],
])('%s', (line, kind, cause) => {
  const found = diagnose([`${ERROR} ${line}`]);
  expect(found).toMatchObject({ kind, confidence: 'high', evidence: `${ERROR} ${line}` });
  expect(found?.cause).toContain(cause);
  expect(found?.remedies.length).toBeGreaterThan(0);
});

describe('of several lines', () => {
  const oom = `${ERROR} torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB`;
  const wrapper = `${ERROR} RuntimeError: Engine core initialization failed. See root cause above.`;

  test('the cause counts and not what follows from it, however far above', () => {
    const between = Array.from({ length: 500 }, () => `${ERROR}   File "x.py", line 1, in y`);
    expect(diagnose([oom, ...between, wrapper])?.kind).toBe('cuda-oom-load');
  });

  test('what came before it last served is over', () => {
    expect(diagnose([oom, wrapper, SERVES])).toBeUndefined();
  });

  test('memory that was enough to load, and is not to serve, is another matter', () => {
    expect(diagnose([SERVES, oom])?.kind).toBe('request-oom');
  });

  test('a wrapper alone is told as such', () => {
    expect(diagnose([wrapper])).toMatchObject({ kind: 'engine-dead', confidence: 'low' });
  });

  test('what is only told, or warned of, is no failure', () => {
    expect(
      diagnose([`${INFO} CUDA out of memory is handled`, 'WARNING 01-01 00:00:00 NCCL error ahead']),
    ).toBeUndefined();
    expect(diagnose([])).toBeUndefined();
  });
});

test('what a start is doing', () => {
  expect(phaseOf([`${INFO} Loading weights took 3 s`, 'Capturing CUDA graphs: 3%'])?.doing).toBe(
    'capturing graphs',
  );
  expect(phaseOf(['something else'])).toBeUndefined();
});

test('the last errors, oldest first', () => {
  expect(lastErrors([`${ERROR} a`, `${INFO} Error: no`, 'ValueError: b', 'fine'])).toEqual([
    `${ERROR} a`,
    'ValueError: b',
  ]);
});
