import {
  type EngineFailure,
  LESS_MEMORY,
  MORE_GPUS,
  OTHER_ENGINE,
  otherGpus,
  QUANTIZED,
  READ_LOGS,
  RESTART,
  setParameter,
  TELL_EXOSCALE,
} from './engine-failure.js';

/** Failures of the machine, its GPUs, or the engine itself. */
export const MACHINES: readonly EngineFailure[] = [
  {
    kind: 'shared-memory',
    pattern:
      /(?:creating|opening|attach\w*|space|write|mmap).{0,80}\/dev\/shm|\/dev\/shm.{0,80}(?:size|space|full|insufficient)|shared memory segment|unable to (?:open|mmap|allocate) shared memory|unable to write to file <\/torch_|insufficient shared memory|\b[Bb]us error\b/,
    meaning: 'the machine has too little shared memory for its GPUs to communicate',
    remedies: ['tell Exoscale: you cannot change the environment of the engine'],
  },
  {
    kind: 'disk-full',
    pattern: /No space left on device|Disk quota exceeded/i,
    meaning: 'the disk is full',
    remedies: ['tell Exoscale: you cannot free space on this disk'],
  },
  {
    kind: 'permission',
    pattern: /(?:\[Errno 13\] Permission denied|\[Errno 30\] Read-only file system):? ?'?(?<path>[^'\s]*)/i,
    meaning: ({ path }) => `the engine is not allowed to open ${path || 'a file it needs'}`,
    remedies: ['tell Exoscale: you cannot change the permissions'],
  },
  {
    kind: 'env-vllm-port',
    pattern: /VLLM_PORT '[^']*' appears to be a URI|invalid literal for int\(\) with base 10: 'tcp:\/\//i,
    meaning: 'the engine takes an environment variable for its port',
    remedies: ['tell Exoscale: you cannot change the environment of the engine'],
  },
  {
    kind: 'port-in-use',
    pattern: /address already in use|error while attempting to bind on address/i,
    meaning: 'the port of the engine is already in use',
    remedies: [RESTART],
  },
  {
    kind: 'gpu-unsupported',
    pattern:
      /no kernel image is available for execution|CUDA error: invalid device function|PTX was compiled with an unsupported toolchain|out of resource: shared memory|sm_\d+ is not (?:supported|compatible)|Value 'sm_\d+' is not defined for option/,
    meaning: 'this version of the engine was not built for this GPU',
    remedies: [otherGpus('another GPU'), OTHER_ENGINE],
  },
  {
    kind: 'no-device',
    pattern:
      /Failed to infer device type|Device string must not be empty|No CUDA GPUs are available|no CUDA-capable device|CUDA-capable device\(s\) is\/are busy|Driver\/library version mismatch|Found no NVIDIA driver|NVIDIA driver on your system is too old|unsupported display driver \/ cuda driver combination|forward compatibility was attempted|CUDA driver version is insufficient|CUDA driver initialization failed|Unexpected error from cudaGetDeviceCount|CUDA unknown error|invalid device ordinal|libcuda\.so\S*: cannot open|Current node has no GPU available|NVMLError|system not yet initialized/i,
    meaning: 'the engine finds no GPU that it can use',
    remedies: [RESTART, TELL_EXOSCALE],
  },
  {
    kind: 'gpu-broken',
    pattern: /uncorrectable ECC error|fallen off the bus|uncorrectable NVLink error|GPU is lost/i,
    meaning: 'a GPU is broken',
    remedies: [RESTART, TELL_EXOSCALE],
  },
  {
    kind: 'cuda-illegal-access',
    pattern:
      /illegal memory access was encountered|device-side assert triggered|CUDA error: (?:unspecified launch failure|misaligned address|an illegal instruction)|custom_all_reduce\.cuh|CU(?:BLAS|DNN)_STATUS_(?:EXECUTION_FAILED|INTERNAL_ERROR|MAPPING_ERROR)/i,
    meaning: 'the engine, or a GPU, has accessed memory wrongly',
    remedies: [setParameter('--enforce-eager', ''), OTHER_ENGINE],
  },
  {
    kind: 'gpu-library',
    // PyTorch reports a lack of memory in this way too: its libraries need some of their own when they begin.
    pattern: /CU(?:BLAS|DNN)_STATUS_NOT_INITIALIZED/i,
    meaning: 'a library could not start on the GPU: the memory of the GPU may be full',
    remedies: [LESS_MEMORY, RESTART, OTHER_ENGINE],
  },
  {
    kind: 'gpu-library',
    pattern: /(?<status>CU(?:BLAS|DNN)_STATUS_(?!SUCCESS|ALLOC_FAILED)\w+)/i,
    meaning: ({ status }) => `a library cannot do on this GPU what the engine asks for (${status})`,
    remedies: [otherGpus('another GPU'), OTHER_ENGINE],
  },
  {
    kind: 'host-oom',
    pattern:
      /OOM-?[Kk]illed|Out of memory: Killed process|Memory cgroup out of memory|node running low on memory|oom-kill:|killed due to (?:memory pressure|high memory)|DefaultCPUAllocator: (?:can't|not enough)|Cannot allocate memory|^MemoryError\b|(?:^|\s)MemoryError$/,
    meaning: 'the engine was ended because the machine ran out of memory',
    remedies: [MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'nccl-timeout',
    isOfOthers: true,
    pattern:
      /Watchdog caught collective operation timeout|watchdog got stuck for|DistStoreError|DistNetworkError|waiting for clients\. \d+\/\d+ clients joined/i,
    meaning: 'the GPUs of a replica waited for each other until the time was up',
    remedies: [RESTART, TELL_EXOSCALE],
  },
  {
    kind: 'nccl-error',
    isOfOthers: true,
    pattern:
      /\bNCCL error|ncclUnhandledCudaError|ncclSystemError|ncclInternalError|ncclRemoteError|ncclInvalidUsage|Duplicate GPU detected/i,
    meaning: 'the GPUs of a replica cannot communicate with each other',
    remedies: [RESTART, TELL_EXOSCALE],
  },
  {
    kind: 'worker-timeout',
    isOfOthers: true,
    pattern:
      /RPC call to (?<call>\S+) timed out|execute_model timed out|Timed out waiting for (?:engine|worker)|Server failed to start in time|Did not receive response from (?:front-end|engine)/i,
    meaning: 'a worker of the engine does not answer',
    remedies: [RESTART, READ_LOGS],
  },
  {
    kind: 'killed',
    pattern:
      /exited with code 137|exit(?: ?code)?:? -9\b|Failed core proc\(s\): .*: -9\b|SIGKILL|(?:^\s*|\]|\bline \d+: +\d+ )Killed(?:\s*$| {2})/,
    meaning:
      'the engine was killed (SIGKILL), and its logs do not say why: the machine may have run out of memory, or something has stopped it',
    remedies: [RESTART, MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'compile',
    pattern:
      /InductorError|ConstraintViolationError|BackendCompilerFailed|TorchRuntimeError|PassManager::run failed|Failed to find C compiler|ptxas fatal|Ninja build failed|Could not find nvcc|subprocess-exited-with-error.*ninja/,
    meaning: 'the engine could not compile a part of the model',
    remedies: [setParameter('--enforce-eager', ''), OTHER_ENGINE],
  },
  {
    kind: 'crash',
    pattern:
      /Segmentation fault|Segfault encountered|Fatal Python error|exited with code 139|exit code: -11|Failed core proc\(s\): .*: -(?:11|6)\b|double free or corruption|Illegal instruction/,
    meaning: 'the engine has crashed',
    remedies: [OTHER_ENGINE, RESTART],
  },
];
