import { describe, expect, test } from 'vitest';
import { withMyApp } from '../../helpers/run.js';
import { json, retold } from '../../helpers/service.js';

const KV =
  "(EngineCore pid=81) ValueError: To serve at least one request with the models's max seq len (40960), (5.62 GiB KV cache is needed, which is larger than the available KV cache memory (4.50 GiB). Based on the available memory, the estimated maximum model length is 32768. Try increasing `gpu_memory_utilization`";

/** A deployment in a given state with given logs, and the result of `deployment explain`. */
function explained(
  fields: Record<string, unknown>,
  logs: readonly string[] | number,
  place: { replicas?: number; gpuCount?: number } = {},
) {
  const { exo, sandbox, clock, intercept, id } = withMyApp({ replicas: 1, ...place });
  sandbox.override(id, fields);
  intercept(({ url }) => {
    if (!new URL(url).pathname.endsWith('/logs')) return undefined;
    if (typeof logs === 'number') return json({ message: 'no' }, logs);
    return json({ logs: logs.map((message) => ({ time: '2026-01-01T00:00:00Z', node: 'n', message })) });
  });
  const run = (line: string, more = {}) => exo(`deployment explain ${line}`, more);
  return { run, clock, sandbox, json: async () => JSON.parse((await run('my-app -O json')).stdout) };
}

describe('a cause that the logs name', () => {
  const failing = {
    state: 'error',
    'inference-engine-parameters': ['--dtype=half', '--max-model-len', '40960'],
  };

  test('prints the cause, the line that proves it, and commands that keep the other parameters', async () => {
    const { run } = explained(failing, [
      'INFO 01-01 00:00:00 [x] starting',
      KV,
      'RuntimeError: Engine core initialization failed.',
    ]);
    const { code, stdout } = await run('my-app -z at-vie-2');
    expect(code).toBe(7);
    expect(stdout).toBe(
      `cause     KV cache does not fit: 5.62 GiB needed for 40,960 tokens, 4.50 GiB available
evidence  ${KV}
fix       exo-di deployment update my-app --inference-engine-params '--dtype=half --max-model-len=32768' -z at-vie-2
or        exo-di deployment clone my-app my-app-2-gpus --gpu-count 2 -z at-vie-2
`,
    );
  });

  test.each([
    [[], ['--gpu-memory-utilization=0.85', '--max-num-seqs=64']],
    [
      ['--gpu-memory-utilization=0.95', '--max-num-seqs=256'],
      ['=0.85', '--max-num-seqs=64'],
    ],
    [
      ['--gpu-memory-utilization=0.8', '--max-num-seqs=16'],
      ['=0.72', '--max-num-seqs=8'],
    ],
    [
      ['--gpu-memory-utilization=0.8', '--max-num-seqs=1'],
      ['=0.72', '--enforce-eager'],
    ],
    [
      ['--gpu-memory-utilization', '0.8', '--max-num-seqs', '1'],
      ['=0.72', '--enforce-eager'],
    ],
  ])('the fix asks for less memory than now, never for more: %j', async (now, fixes) => {
    const { json } = explained({ state: 'error', 'inference-engine-parameters': now }, [
      'INFO 01-01 00:00:00 [x.py:1] Model loading took 14.2 GiB',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
    ]);
    const found = (await json()).fixes;
    for (const [index, part] of fixes.entries()) expect(found[index]).toContain(part);
    if (now.length === 3) expect(found).toHaveLength(1);
  });

  test('logs in JSON are read like plain ones, including a whole stack trace', async () => {
    const trace = [
      'Traceback (most recent call last):',
      `  File "x.py", line 1, in y\n${'    z()\n'.repeat(200)}`,
      KV,
    ];
    const { json } = explained(failing, [
      JSON.stringify({
        log: 'INFO 01-01 00:00:00 [x.py:1] No space left on device is what it looks for\n',
        stream: 'stderr',
      }),
      JSON.stringify({ level: 'error', message: 'EngineCore failed to start.', exc_info: trace.join('\n') }),
      JSON.stringify({ level: 'info', message: 'CUDA out of memory. Tried to allocate 2.00 GiB' }),
    ]);
    expect(await json()).toMatchObject({ kind: 'kv-too-small', evidence: [KV] });
  });

  test('as JSON', async () => {
    const { json } = explained(failing, [KV]);
    expect(await json()).toMatchObject({
      name: 'my-app',
      zone: 'at-vie-2',
      state: 'error',
      kind: 'kv-too-small',
      confidence: 'high',
      cause: expect.stringContaining('4.50 GiB available'),
      evidence: [KV],
      fixes: [expect.stringContaining('deployment update'), expect.stringContaining('deployment clone')],
    });
  });

  test.each([
    [
      'ValueError: Total number of attention heads (28) must be divisible by tensor parallel size (8).',
      8,
      'exo-di deployment clone my-app my-app-4-gpus --gpu-count 4 -z at-vie-2',
    ],
    [
      'ValueError: Total number of attention heads (28) must be divisible by tensor parallel size (3).',
      3,
      'exo-di deployment clone my-app my-app-4-gpus --gpu-count 4 -z at-vie-2',
    ],
    [
      '    assert self.total_num_kv_heads % tp_size == 0',
      8,
      'another GPU count (deployment clone --gpu-count); see which counts fit: exo-di model fit mistralai/Mistral-7B-Instruct-v0.3 --online --gpu-type gpua5000',
    ],
    [
      'RuntimeError: CUDA error: no kernel image is available for execution on the device',
      1,
      'in a deployment of its own (deployment clone --gpu-type); see which GPU types there are: exo-di deployment instance-type -z at-vie-2',
    ],
    [
      'OSError: [Errno 98] error while attempting to bind on address: address already in use',
      1,
      'restart it: exo-di deployment scale my-app 0 -z at-vie-2; exo-di deployment scale my-app 2 -z at-vie-2',
    ],
    [
      'vllm: error: unrecognized arguments: --max-model-lens 4096',
      1,
      'correct it; see which parameters there are: exo-di deployment create --inference-engine-parameter-help --inference-engine-version 0.25.1 -z at-vie-2',
    ],
  ])('%s, with %i GPUs: the commands of its way out', async (line, gpuCount, fix) => {
    const { json } = explained({ state: 'error' }, [line], { gpuCount, replicas: 2 });
    expect((await json()).fixes).toContainEqual(expect.stringContaining(fix));
  });

  test('if the engine may use little memory, the first fix is to let it use more', async () => {
    const low = { ...failing, 'inference-engine-parameters': ['--gpu_memory_utilization', '0.3'] };
    const { json } = explained(low, ['ValueError: No available memory for the cache blocks.']);
    expect((await json()).fixes[0]).toContain('--inference-engine-params --gpu-memory-utilization=0.9 -z');
  });

  test('a clone is not offered if a parameter that it keeps would leave its GPUs idle', async () => {
    const set = { ...failing, 'inference-engine-parameters': ['--tensor-parallel-size=3'] };
    const heads =
      'ValueError: Total number of attention heads (28) must be divisible by tensor parallel size (3).';
    expect((await explained(set, [heads], { gpuCount: 4 }).json()).fixes[0]).toBe(
      'exo-di deployment update my-app --inference-engine-params --tensor-parallel-size=4 -z at-vie-2',
    );
    const full = 'ValueError: No available memory for the cache blocks.';
    expect((await explained(set, [full], { gpuCount: 3 }).json()).fixes[0]).toBe(
      'a new deployment with 6 GPUs per replica and without --tensor-parallel-size, which a clone would keep',
    );
  });

  test('with eight GPUs, the maximum, no larger clone is offered', async () => {
    const { json } = explained(failing, [KV], { gpuCount: 8 });
    expect((await json()).fixes).toHaveLength(1);
  });

  test('is reported while the service still tries to start it, too', async () => {
    const { run } = explained({ state: 'deploying' }, [KV, 'exited with code 1 (restarting)']);
    expect(await run('my-app')).toMatchObject({ code: 7, stdout: expect.stringContaining('KV cache') });
  });

  test('is not taken from lines before the change that is under way', async () => {
    const { run } = explained({ state: 'updating', 'updated-at': '2026-01-01T00:00:01Z' }, [KV]);
    expect(await run('my-app')).toMatchObject({ code: 8, stdout: expect.stringContaining('it is updating') });
  });

  test('is not taken from an engine that ends to make room for the next', async () => {
    const lines = [
      '(APIServer pid=1) INFO 01-01 00:00:00 [launcher.py:100] [shutdown] API server: shutdown triggered',
    ];
    expect((await explained({ state: 'updating' }, lines).run('my-app')).code).toBe(8);
    expect((await explained({ state: 'error' }, lines).run('my-app')).stdout).toContain('told to stop');
  });

  test('on a terminal, control characters in a line of the logs are shown, not obeyed', async () => {
    const { run } = explained(failing, [`\x1b[2J${KV}`]);
    expect((await run('my-app', { terminal: true })).stdout).not.toContain('\x1b[2J');
  });
});

test('a ready deployment is not explained by old lines of its logs', async () => {
  const { run, json } = explained({ state: 'ready' }, [KV]);
  expect(await run('my-app -z at-vie-2')).toMatchObject({
    code: 0,
    stdout: 'my-app in at-vie-2 is ready; whether it answers: exo-di deployment check my-app -z at-vie-2\n',
  });
  expect(await json()).toMatchObject({ cause: null, kind: null, evidence: [], fixes: [] });
});

test('a stopped deployment is reported as that, with the command that starts it', async () => {
  const { run } = explained({ state: 'ready' }, [], { replicas: 0 });
  expect(await run('my-app -z at-vie-2')).toMatchObject({
    code: 7,
    stdout:
      'cause     it is stopped: it has no replicas\nfix       exo-di deployment scale my-app 1 -z at-vie-2\n',
  });
});

describe('while it starts', () => {
  test.each([
    ['Loading safetensors checkpoint shards:  50% Completed | 1/2', 'loading the weights'],
    ['Capturing CUDA graphs (decode, FULL):  3%', 'capturing graphs'],
    ['INFO 11-14 14:23:46 [weight_utils.py:392] Time spent downloading weights', 'downloading the weights'],
  ])('%s', async (line, doing) => {
    const { run } = explained({ state: 'deploying', 'updated-at': '2025-12-31T23:57:00Z' }, [line]);
    const { code, stdout } = await run('my-app -z at-vie-2');
    expect(code).toBe(8);
    expect(stdout).toContain(`it is deploying, for 3m: ${doing} (usually`);
    expect(stdout).toContain('wait      exo-di deployment wait my-app --for ready -z at-vie-2');
  });

  test('a start that takes too long is not called normal', async () => {
    const { run } = explained({ state: 'deploying', 'updated-at': '2025-12-31T22:00:00Z' }, [
      'Loading weights took',
    ]);
    expect(await run('my-app')).toMatchObject({
      code: 7,
      stdout: expect.stringContaining('not known: it is in state deploying, for 2h'),
    });
  });
});

describe('an unknown failure is said to be unknown', () => {
  test('with the last errors', async () => {
    const lines = [1, 2, 3, 4].map((n) => `ERROR 01-01 00:00:0${n} [x] something new ${n}`);
    const { json } = explained({ state: 'error', 'state-details': 'it broke' }, lines);
    expect(await json()).toMatchObject({
      kind: 'unknown',
      confidence: 'none',
      evidence: lines.slice(1),
      cause: expect.stringContaining('(it broke)'),
    });
  });

  test('if the logs cannot be read, it says so', async () => {
    const { run } = explained({ state: 'error' }, 404);
    const { code, stdout, stderr } = await run('my-app');
    expect({ code, stdout }).toMatchObject({
      code: 7,
      stdout: expect.stringContaining('and its logs could not be read\n'),
    });
    expect(stderr).toContain('warning: its logs could not be read');
  });

  test.each<[string, string[], string]>([
    ['error', [], 'and has no logs\n'],
    ['deploying', ['INFO 01-01 00:00:01 [x] written before the change'], 'and has no logs since\n'],
  ])('in state %s with the logs %j it says: %s', async (state, lines, said) => {
    const { run, clock } = explained({ state, 'updated-at': '2026-01-01T00:00:01Z' }, lines);
    clock.advance(5 * 60 * 60_000);
    expect((await run('my-app')).stdout).toContain(said);
  });
});

/** The explanation of a deployment in state `error`, from the log lines of its replicas. */
function explainedBy(lines: readonly (readonly [node: string, message: string])[]) {
  const { sandbox, exo, intercept, id } = withMyApp({ replicas: 2 });
  sandbox.override(id, { state: 'error' });
  const logs = lines.map(([node, message]) => ({ time: '2026-01-01T00:00:00Z', node, message }));
  intercept(retold('/logs', () => JSON.stringify({ logs })));
  return exo('deployment explain my-app');
}

test('a replica that serves does not hide one that failed', async () => {
  const served = 'INFO:     Application startup complete.';
  expect(
    await explainedBy([
      ['b', KV],
      ['a', served],
    ]),
  ).toMatchObject({ code: 7, stdout: expect.stringContaining('KV cache does not fit') });
});

test('a replica that was stopped on purpose is not the cause of another one’s failure', async () => {
  const ended = 'INFO 01-01 00:00:00 [launcher.py:100] [shutdown] API server: shutdown triggered';
  const { stdout } = await explainedBy([
    ['a', ended],
    ['b', 'ValueError: nobody has seen this'],
  ]);
  expect(stdout).toContain('cause     not known: it is in state error');
  const dead = 'RuntimeError: Engine core initialization failed.';
  expect(
    (
      await explainedBy([
        ['a', ended],
        ['b', dead],
      ])
    ).stdout,
  ).toContain('the engine has ended with an error');
  expect(
    (
      await explainedBy([
        ['a', ended],
        ['b', ended],
      ])
    ).stdout,
  ).toContain('the engine was told to stop');
});

test('10,000 lines are read quickly', async () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, n) =>
      `(EngineCore pid=81) ERROR 01-01 00:00:00 [core.py:${n}]     self.run(${n}) of something longer than that`,
  );
  const { diagnose } = await import('../../../src/domain/failures/diagnosis.js');
  const busy = lines.map((line, n) =>
    line.replace(/ERROR.*/, `ERROR 01-01 00:00:00 [x] ValueError: ${n} is not it`),
  );
  const dying = lines.map((line, n) =>
    n % 2 === 0
      ? line.replace(/ERROR.*/, `ERROR 01-01 00:00:00 [x] EngineDeadError: ${n}`)
      : '"GET /metrics HTTP/1.1" 200',
  );
  for (const [first, all, kind] of [
    [KV, lines, 'kv-too-small'],
    [KV, busy, 'kv-too-small'],
    ['RuntimeError: NCCL error in: x', dying, 'nccl-error'],
  ] as const) {
    const started = process.cpuUsage().user;
    expect(diagnose([first, ...all])?.kind).toBe(kind);
    // Processor time, which does not depend on what else the machine does; measured: a tenth of a second.
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(1_000);
  }
});
