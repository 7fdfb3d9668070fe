import type { StartFailure } from '../../domain/choices.js';
import { parameterValue } from '../../domain/engine-flags.js';
import { stamp } from '../load-lines.js';
import type { DeploymentRecord, OperationRecord, RunRecord } from '../records.js';
import type { Call } from '../world.js';

/** How an engine fails to start: what it writes, and when it starts again. */
interface Failing {
  /** The error lines that the engine writes. */
  says(record: DeploymentRecord): readonly string[];
  /** Whether the deployment no longer has the cause of the failure. Absent: only the first start fails. */
  isCured?(record: DeploymentRecord): boolean;
}

/** For the failure `kv`: how many tokens of context fit into the memory of one GPU. */
const FITS = 32_768;
const HEADS = 28;

const parameter = ({ engineParameters }: DeploymentRecord, flag: string) =>
  parameterValue(engineParameters, flag);
const context = (record: DeploymentRecord) => Number(parameter(record, '--max-model-len') ?? 40_960);

const FAILING: Readonly<Record<StartFailure, Failing>> = {
  kv: {
    says(record) {
      const [length, gpus] = [context(record), record.gpuCount];
      return [
        `ValueError: To serve at least one request with the models's max seq len (${length}), (${((length * 5.62) / 40_960).toFixed(2)} GiB KV cache is needed, which is larger than the available KV cache memory (${(4.5 * gpus).toFixed(2)} GiB). Based on the available memory, the estimated maximum model length is ${FITS * gpus}. Try increasing \`gpu_memory_utilization\` or decreasing \`max_model_len\` when initializing the engine.`,
      ];
    },
    isCured: (record) => context(record) <= FITS * record.gpuCount,
  },
  oom: {
    says: () => [
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity of 23.58 GiB of which 201.25 MiB is free. Process 1 has 23.38 GiB memory in use.',
    ],
    isCured: ({ gpuCount }) => gpuCount > 1,
  },
  heads: {
    says: ({ gpuCount }) => [
      `ValueError: Total number of attention heads (${HEADS}) must be divisible by tensor parallel size (${gpuCount}).`,
    ],
    isCured: ({ gpuCount }) => HEADS % gpuCount === 0,
  },
  gated: {
    says: ({ model }) => [
      'OSError: You are trying to access a gated repo.',
      `Access to model ${model.name} is restricted and you are not in the authorized list. Visit https://huggingface.co/${model.name} to ask for access.`,
    ],
  },
  repo: {
    says: ({ model }) => [
      `huggingface_hub.errors.RepositoryNotFoundError: 404 Client Error.`,
      `Repository Not Found for url: https://huggingface.co/${model.name}/resolve/main/config.json.`,
    ],
  },
  arch: {
    says: () => ["ValueError: Model architectures ['SandboxForCausalLM'] are not supported for now."],
    isCured: ({ engineVersion, runs }) =>
      runs.some(({ failed, version }) => failed && version !== engineVersion),
  },
  code: {
    says: ({ model }) => [
      `ValueError: The repository ${model.name} contains custom code which must be executed to correctly load the model. Please pass the argument \`trust_remote_code=True\` to allow custom code to be run.`,
    ],
    isCured: (record) => parameter(record, '--trust-remote-code') !== undefined,
  },
  dtype: {
    says: () => [
      'ValueError: Bfloat16 is only supported on GPUs with compute capability of at least 8.0. Your Tesla V100-SXM2-16GB GPU has compute capability 7.0. You can use float16 instead by explicitly setting the `dtype` flag in CLI, for example: --dtype=half.',
    ],
    isCured: (record) => ['half', 'float16', 'float', 'float32'].includes(parameter(record, '--dtype') ?? ''),
  },
  quant: {
    says: () => [
      'ValueError: The quantization method fp8 is not supported for the current GPU. Minimum capability: 89. Current capability: 86.',
    ],
    isCured: ({ gpuType }) => ['gpurtx6000pro', 'gpub300'].includes(gpuType),
  },
  nccl: {
    says: () => [
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:77, unhandled cuda error (run with NCCL_DEBUG=INFO for details)',
    ],
  },
  disk: { says: () => ['OSError: [Errno 28] No space left on device'] },
  port: {
    says: () => [
      "OSError: [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use",
    ],
  },
  killed: { says: () => ['Engine core proc EngineCore died unexpectedly, shutting down client.'] },
};

/** What the operation and the deployment say about a failed start. */
const FAILED = 'The inference engine did not start';
const ENDED = 'Its engine has ended while it started';

/**
 * Starts again the replicas of a deployment that failed to start before, and decides whether this start fails, if the
 * sandbox was told to let starts fail. Call it after the operation of the change was started.
 */
export function decideStart(call: Call, record: DeploymentRecord, operation: OperationRecord): void {
  const { world, now } = call;
  if (!world.failStart && !record.startFailed) return;
  for (const run of record.runs.filter(({ failed, to }) => failed && to === undefined)) {
    run.to = now;
    record.runs.push({ replica: run.replica, from: now, ready: operation.until });
  }
  const failing = world.failStart && FAILING[world.failStart];
  if (!failing || isCured(failing, record) || !record.change || operation.outcome !== 'success') return;
  Object.assign(operation, { outcome: 'failure', reason: 'fault', message: FAILED });
  record.change.outcome = 'failure';
  record.change.startFails = true;
  for (const run of record.runs) {
    if (run.from === now && run.to === undefined)
      Object.assign(run, {
        failed: failing.says(record),
        version: record.engineVersion,
        ready: operation.until,
      });
  }
}

const isCured = ({ isCured }: Failing, record: DeploymentRecord) =>
  isCured?.(record) ?? record.startFailed === true;

/** Records the result of a start when its change has ended. A failed start leaves the deployment in state `error`. */
export function settleStart(record: DeploymentRecord, startFails: boolean | undefined): void {
  if (startFails) Object.assign(record, { failed: ENDED, startFailed: true });
  else if (record.startFailed && !record.runs.some(({ failed, to }) => failed && to === undefined))
    record.failed = undefined;
}

/** The lines in which the engine of a failed run says why, with their times: after those of the start's first half. */
export function failureLines({ from, ready, failed }: RunRecord): { at: number; message: string }[] {
  if (!failed) return [];
  const said = ['EngineCore failed to start.', ...failed];
  const at = (index: number) => Math.floor(from + (0.6 + 0.05 * index) * (ready - from));
  const lines = said.map((text, index) => ({
    at: at(index),
    message: `(EngineCore pid=81) ERROR ${stamp(at(index))} [core.py:1108] ${text}`,
  }));
  const end = '(APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above.';
  return [...lines, { at: at(said.length), message: end }];
}
