import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/domain/failures/diagnosis.js';
import { lastErrors, phaseOf } from '../../src/domain/failures/engine-lines.js';

const ERROR = '(EngineCore pid=81) ERROR 01-01 00:00:00 [core.py:1]';
const INFO = '(APIServer pid=1) INFO 01-01 00:00:00 [x.py:1]';
const SERVES = 'INFO:     Application startup complete.';

/** Error messages of engines of several versions, each with its kind and a part of its cause. */
const FAILURES: Readonly<Record<string, string>> = {
  "The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (46000).":
    'kv-too-small: KV cache does not fit: 131,072 tokens per request, room for 46,000',
  'ValueError: No available memory for the cache blocks.': 'no-cache-blocks: leave no memory',
  'Free memory on device (9.02/11.63 GiB) on startup is less than desired GPU memory utilization (0.9, 10.47 GiB).':
    'free-memory-less-than-util: only 9.02 of 11.63 GiB',
  'Total number of attention heads (40) must be divisible by tensor parallel size (3).':
    'heads-not-divisible: 40',
  'ValueError: World size (4) is larger than the number of available GPUs (2)': 'world-size: a replica has 2',
  'Bfloat16 is only supported on GPUs with compute capability of at least 8.0.': 'bf16-unsupported: bfloat16',
  'model type `abc` but Transformers does not recognize this architecture': 'unknown-arch: (abc)',
  'contains custom code which must be executed to correctly load the model':
    'trust-remote-code: code of its own',
  'Cannot access gated repo for url https://huggingface.co/x/y': 'gated-403: gated',
  'x/y is not a local folder and is not a valid model identifier': 'repo-not-found: no such repository',
  'huggingface_hub.errors.RevisionNotFoundError: 404 Client Error. (Request ID: Root=1-0)':
    'repo-not-found: no such revision',
  'OSError: v9 is not a valid git identifier (branch name, tag name or commit id) that exists for this model name.':
    'repo-not-found: no such revision',
  'Invalid credentials in Authorization header': 'gated-401: does not accept the token',
  'User Access Token "ci" is expired': 'gated-401: does not accept the token',
  "ValueError: Selected backend AttentionBackendEnum.FLASHINFER is not valid for this configuration. Reason: ['head_size not supported']":
    'attention-backend: FLASHINFER does not work',
  "huggingface_hub.errors.HfHubHTTPError: 429 Too Many Requests: you have reached your 'api' rate limit.":
    'hub-unreachable: refuses requests',
  "httpx.HTTPStatusError: Client error '429 Too Many Requests' for url 'https://huggingface.co/m/x/resolve/main/config.json'":
    'hub-unreachable: refuses requests',
  "huggingface_hub.errors.HfHubHTTPError: Server error '503 Service Unavailable' for url 'https://huggingface.co/api/models/m/x'":
    'hub-unreachable: could not be reached',
  "HfHubHTTPError: Client error '401 Unauthorized' for url 'https://huggingface.co/m/x/resolve/main/config.json'":
    'repo-not-found: or the token has no access to it',
  "KeyError: \"Missing required keys in `rope_parameters` for 'rope_type'='yarn': {'factor'}\"":
    'bad-model-config: does not understand it',
  'torch.AcceleratorError: CUDA error: system has unsupported display driver / cuda driver combination':
    'no-device: no GPU',
  'CUDA error: forward compatibility was attempted on non supported HW': 'no-device: no GPU',
  'RuntimeError: CUDA error: invalid device function': 'gpu-unsupported: not built for this GPU',
  'NotImplementedError: No compiled cutlass_scaled_mm for a compute capability less than CUDA device capability: 70':
    'quant-unsupported: quantization',
  'Unknown quantization method: foo. Must be one of':
    'quant-unsupported: this version of the engine does not know',
  'User-specified max_model_len (65536) is greater than the derived max_model_len (max_position_embeddings=32768 or':
    'max-len-too-long: a context of 32,768 tokens at most',
  'vllm serve: error: unrecognized arguments: --foo 1': 'bad-argument-value: unrecognized arguments: --foo 1',
  'OSError: [Errno 28] No space left on device': 'disk-full: full',
  'exit code 137: exited with code 137': 'killed: may have run out of memory, or something has stopped it',
  'Memory cgroup out of memory: Killed process 1': 'host-oom: ran out of memory',
  'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB':
    'cuda-oom-load: does not fit',
  // The same errors in the words of other versions.
  "To serve at least one request with the models's max seq len (131072), (24.00 GB KV cache is needed, which is larger than the available KV cache memory (17.03 GB). Try increasing":
    'kv-too-small: 24.00 GiB needed for 131,072 tokens, 17.03 GiB available',
  "To serve at least one request with the model's max seq len (49153), 80.45 GiB KV cache is needed, which is larger than the available KV cache memory (56.69 GiB). Based on the available memory, the estimated maximum model length is 34639.":
    'kv-too-small: 56.69 GiB available',
  'max_num_seqs (256) exceeds available Mamba cache blocks (108).': 'mamba-blocks: room for 108',
  'CUDA out of memory occurred when warming up sampler with 1024 dummy requests. Please try lowering `max_num_seqs`':
    'cuda-oom-load: 1024 requests at once',
  'AssertionError: Error in memory profiling. Initial free memory 20.1 GiB': 'memory-profiling: measured',
  'AssertionError: 152064 is not divisible by 5': 'not-divisible: that many GPUs',
  "ValueError: The output_size of gate's and up's weight = 192 is not divisible by weight quantization block_n = 128.":
    'not-divisible: blocks of the quantization',
  'ValueError: The input size is not aligned with the quantized weight shape. This can be caused by too large tensor parallel size.':
    'not-divisible: blocks of the quantization',
  'Weight input_size_per_partition = 10944 is not divisible by min_thread_k = 128. Consider reducing tensor_parallel_size':
    'not-divisible: blocks of the quantization',
  'The number of required GPUs exceeds the total number of available GPUs in the placement group.':
    'world-size: more GPUs than a replica has',
  'torch.bfloat16 is not supported for quantization method awq. Supported dtypes: [torch.float16]':
    'dtype-of-quantization: awq does not work with bfloat16',
  "The model type 'gemma3' does not support float16. Reason: Numerical instability.":
    'float16-unsupported: gemma3',
  'RuntimeError: FlashAttention only supports Ampere GPUs or newer.': 'attention-backend: attention',
  'FP8 KV cache is not supported by the Triton attention backend on Tesla T4 (compute capability 7.5)':
    'kv-cache-dtype: KV cache as FP8',
  'Value error, Quantization method specified in the model config (compressed-tensors) does not match the quantization method specified in the `quantization` argument (awq).':
    'quantization-mismatch: quantized as compressed-tensors',
  'ValueError: Cannot find the config file for awq': 'quantization-mismatch: (awq)',
  'Model architecture MotifForCausalLM was supported in vLLM until v0.10.2, and is not supported anymore.':
    'unknown-arch: (MotifForCausalLM)',
  'ValueError: AriaForX has no vLLM implementation and the Transformers implementation is not compatible with vLLM':
    'unknown-arch: (AriaForX)',
  'Unrecognized model in /models/x. Should have a `model_type` key in its config.json':
    'bad-model-config: config.json',
  'requires you to execute the configuration file in that repo on your local machine':
    'trust-remote-code: code of its own',
  'Access to model meta-llama/Llama-3.1-8B is restricted. You must have access to it and be authenticated to access it. Please log in.':
    'gated-401: downloaded without a token',
  'huggingface_hub.errors.GatedRepoError: 403 Client Error. (Request ID: Root=1-0)': 'gated-403: no access',
  "HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/x'.":
    'repo-not-found: no such repository',
  "requests.exceptions.ConnectionError: (MaxRetryError('HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /api/models/x":
    'hub-unreachable: could not be reached',
  'LocalEntryNotFoundError: Cannot find the requested files in the disk cache and outgoing traffic has been disabled.':
    'hub-unreachable: could not be reached',
  '429 Client Error: Too Many Requests for url: https://huggingface.co/api/models/x':
    'hub-unreachable: refuses requests',
  'ValueError: Failed to find a kernel that can implement the WNA16 linear layer. Reasons:':
    'quant-unsupported: quantization',
  'Value error, max_num_batched_tokens (64) must be greater than or equal to max_num_seqs (256).':
    'batched-tokens: 256 requests at once',
  'Chunked MM input disabled but max_tokens_per_mm_item (16384) is larger than max_num_batched_tokens (8192). Please increase':
    'batched-tokens: an image may take 16,384',
  "While loading /x, expected target modules in ['q_proj'] but received ['qkv_proj'].":
    'lora: does not match the model',
  'Value error, Llama4ForX does not support LoRA yet.': 'lora: does not match the model',
  'vllm serve: error: argument --speculative-config: Value {x} cannot be converted to <function loads at 0x1>.':
    'bad-argument-value: --speculative-config',
  'api_server.py: error: unrecognized arguments: --foo': 'bad-argument-value: --foo',
  'KeyError: invalid tool call parser: foo (chose from { hermes,mistral })':
    'tool-parser: parser for tool calls',
  'ValueError: Following weights were not initialized from checkpoint: {lm_head.weight}':
    'missing-weights: missing',
  "ValueError: There is no module or parameter named 'visual' in Qwen2ForCausalLM":
    'weights-mismatch: expects other weights of the model',
  'SafetensorError: Error while deserializing header: incomplete metadata, file not fully covered':
    'corrupt-weights: damaged',
  'NCCL WARN Error while creating shared memory segment /dev/shm/nccl-x (size 9637888)':
    'shared-memory: shared memory',
  'Exception: data did not match any variant of untagged enum ModelWrapper at line 1251003':
    'tokenizer: tokenizer',
  "OSError: [Errno 30] Read-only file system: '/root/.cache'": 'permission: /root/.cache',
  "ValueError: invalid literal for int() with base 10: 'tcp://192.0.2.1:8000'":
    'env-vllm-port: takes an environment variable for its port',
  'RuntimeError: CUDA error: no kernel image is available for execution on the device':
    'gpu-unsupported: not built for this GPU',
  'RuntimeError: Device string must not be empty': 'no-device: no GPU',
  'RuntimeError: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before':
    'no-device: no GPU',
  'CUDA error: uncorrectable ECC error encountered': 'gpu-broken: broken',
  'torch.distributed.DistStoreError: Timed out after 601 seconds waiting for clients. 1/2 clients joined.':
    'nccl-timeout: until the time was up',
  'RuntimeError: CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling':
    'cuda-illegal-access: accessed memory wrongly',
  'RuntimeError: cuDNN error: CUDNN_STATUS_NOT_INITIALIZED': 'gpu-library: may be full',
  'RuntimeError: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`':
    'gpu-library: may be full',
  'RuntimeError: cuDNN error: CUDNN_STATUS_EXECUTION_FAILED': 'cuda-illegal-access: accessed memory wrongly',
  'RuntimeError: CUDA error: CUBLAS_STATUS_NOT_SUPPORTED when calling `cublasGemmEx( handle, opa, opb, m, n, k)`':
    'gpu-library: CUBLAS_STATUS_NOT_SUPPORTED',
  'RuntimeError: cuDNN error: CUDNN_STATUS_ARCH_MISMATCH': 'gpu-library: on this GPU',
  'TimeoutError: Timed out waiting for engine core processes to start.': 'worker-timeout: does not answer',
  'torch._inductor.exc.InductorError: CalledProcessError': 'compile: compile',
  '!!!!!!! Segfault encountered !!!!!!!': 'crash: crashed',
  'Loading checkpoint shards:  75%|███ | 3/4 [00:08<00:02,  2.83s/it]Killed': 'killed: do not say why',
  'speculative_draft_tensor_parallel_size=4 cannot be other value than 1 or target model tensor_parallel_size':
    'speculative-config: does not work',
  'NotImplementedError: Pipeline parallelism is not supported for this model.':
    'pipeline-parallel: does not support pipeline parallelism',
  'Repo model meta-llama/Llama-2-7b is gated. You must be authenticated to access it.':
    'gated-401: downloaded without a token',
  'RuntimeError: CUDA error: out of memory': 'cuda-oom-load: does not fit',
  "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore_DP0': -9}":
    'killed: do not say why',
  "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore': -11}":
    'crash: crashed',
  'The supplied chat template (/x/t.jinja) looks like a file path, but it failed to be opened. Reason:':
    'chat-template: that is set cannot be opened',
  'OSError: Consistency check failed: file should be of size 4976698672 but has size 12 (model.safetensors).':
    'corrupt-weights: damaged',
  'Value error, gpu_memory_utilization must be less than 1.0. Got 1.2.': 'bad-argument-value: less than 1.0',
  'ValueError: GPU memory utilization must be less than 1.0. Got 2.0.': 'bad-argument-value: less than 1.0',
  'json.decoder.JSONDecodeError: Expecting value: line 1 column 1':
    'bad-argument-value: or a file of the model',
  'Value error, Pipeline parallelism is not implemented here. [type=value_error, input_value=1]':
    'bad-argument-value: Pipeline parallelism is not implemented here.',
  '  Input should be greater than or equal to 1 [type=greater_than_equal, input_value=0, input_type=int]':
    'bad-argument-value: greater than or equal to 1, not 0',
  "  Input should be 'auto' or 'fp8' [type=literal_error, input_value='fp4', input_type=str]":
    "bad-argument-value: Input should be 'auto' or 'fp8', not 'fp4'",
  "ModuleNotFoundError: No module named 'mamba_ssm'": 'missing-module: lacks a part',
  'RuntimeError: Triton Error [CUDA]: out of memory': 'cuda-oom-load: does not fit',
  'RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`':
    'cuda-oom-load: does not fit',
  "Value error, No supported config format found in 'm/x'. Please ensure your model has either config.json":
    'bad-model-config: config.json',
  'huggingface_hub.errors.LocalTokenNotFoundError: Token is required (`token=True`), but no token found.':
    'gated-401: downloaded without a token',
  '401 Client Error: Unauthorized for url: https://huggingface.co/m/x/resolve/main/config.json':
    'repo-not-found: or the token has no access to it',
  "KeyError: 'language_model.model.layers.0.mlp.experts.w2_weight'":
    'weights-mismatch: expects other weights of the model',
  'RuntimeError: FlashInfer requires GPUs with sm75 or higher': 'attention-backend: attention',
  "ValueError: Unsupported speculative method: 'foo'": 'speculative-config: does not work',
  "ProcessGroupNCCL's watchdog got stuck for 480 seconds without making progress":
    'nccl-timeout: until the time was up',
  'RuntimeError: CUDA unknown error - this may be due to an incorrectly set up environment':
    'no-device: no GPU',
  'RuntimeError: Data processing error: CAS service error : IO Error: No space left on device (os error 28)':
    'disk-full: full',
  "PermissionError: [Errno 13] Permission denied: '/models/m/config.json'":
    'permission: is not allowed to open /models/m/config.json',
  'OSError: /models/m does not appear to have a file named config.json. Checkout':
    'bad-model-config: config.json',
  'OSError: m/x does not appear to have a file named model-00002-of-00003.safetensors.':
    'missing-weights: not complete',
  'OSError: m/x does not appear to have a file named tokenizer.model.': 'missing-weights: not complete',
  'huggingface_hub.errors.HfHubHTTPError: Invalid user token. If you did not pass a user token':
    'gated-401: does not accept the token',
  'ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).':
    'shared-memory: shared memory',
  'RuntimeError: unable to write to file </torch_271_3>': 'shared-memory: shared memory',
  'AssertionError: please set tensor_parallel_size (4) to less than max local gpu count (2)':
    'world-size: 4 GPUs are requested by an engine parameter, but a replica has 2',
  'ValueError: Tensor parallel size (4) cannot be larger than the number of available GPUs (2).':
    'world-size: has 2',
  "ValueError: Current node has no GPU available. current_node_resource={'CPU': 8.0}.": 'no-device: no GPU',
  'ValueError: GGUF model with architecture foo is not supported yet.': 'unknown-arch: (foo)',
  'ValueError: Current platform does not support NVFP4 quantization. Please use Blackwell and above.':
    'quant-unsupported: quantization',
  'NotImplementedError: No MXFP4 MoE backend supports the deployment configuration':
    'quant-unsupported: quantization',
  'RuntimeError: DeepGEMM backend is not available or outdated. Please install or update the `deep_gemm`':
    'missing-module: DeepGEMM',
};

test.each(Object.entries(FAILURES))('%s', (line, told) => {
  const [kind, ...cause] = told.split(': ');
  const found = diagnose([`${ERROR} ${line}`]);
  expect(found).toMatchObject({ kind, confidence: 'high', evidence: `${ERROR} ${line}` });
  expect(found?.cause).toContain(cause.join(': '));
  expect(found?.remedies.length).toBeGreaterThan(0);
});

test('control sequences of a terminal are not part of the line', () => {
  const line = '\x1b[K\x1b[1A\x1b[31mRuntimeError: CUDA error: out of memory\x1b[0m\x1b[?25h';
  expect(diagnose([line])?.evidence).toBe('RuntimeError: CUDA error: out of memory');
});

test('each is found without a log level too, whatever lines are around it', () => {
  for (const line of Object.keys(FAILURES)) {
    const alone = diagnose([line])?.kind;
    for (const lines of [
      ['', line, ''],
      ['fine', line],
      ['fine', '', line, 'fine'],
    ])
      expect(diagnose(lines)?.kind, line).toBe(alone);
  }
});

test.each(['INFO', 'WARNING', 'DEBUG'])('none is a failure in a line of level %s', (level) => {
  const told = Object.keys(FAILURES)
    .filter((line) => !line.includes('cache blocks.'))
    .map((line) => `(APIServer pid=1) ${level} 01-01 00:00:00 [x.py:1] ${line}`);
  expect(diagnose(told)).toBeUndefined();
});

describe('among several lines', () => {
  const oom = `${ERROR} torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB`;
  const wrapper = `${ERROR} RuntimeError: Engine core initialization failed. See root cause above.`;

  test('the cause is reported, not the error that follows from it, even far below', () => {
    const between = Array.from({ length: 500 }, () => `${ERROR}   File "x.py", line 1, in y`);
    expect(diagnose([oom, ...between, wrapper])?.kind).toBe('cuda-oom-load');
  });

  test('errors before the engine last served do not count', () => {
    expect(diagnose([oom, wrapper, SERVES])).toBeUndefined();
  });

  test('errors before the engine last served do not count, with lines of JSON either', () => {
    const served = JSON.stringify({
      level: 'INFO',
      message: '192.0.2.1:1 - "POST /v1/completions HTTP/1.1" 200',
    });
    expect(diagnose([oom, wrapper, served])).toBeUndefined();
  });

  test.each([
    'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    'ValueError: As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template',
    'ValueError: LoRA rank 64 is greater than max_lora_rank 16.',
    "ModuleNotFoundError: No module named 'x'",
  ])('an error about a request is no failure of a serving engine: %s', (line) => {
    expect(diagnose([SERVES, `${ERROR} ${line}`])).toBeUndefined();
    expect(diagnose([SERVES, `${INFO} vLLM API server version 0.19.1`, `${ERROR} ${line}`])).toBeDefined();
  });

  test('the cause of an out-of-memory error depends on how far the start was', () => {
    expect(diagnose([oom])).toMatchObject({ cause: 'the model does not fit into the memory of the GPUs' });
    expect(diagnose([`${INFO} Model loading took 14.2 GiB`, oom])).toMatchObject({
      kind: 'cuda-oom-load',
      cause: expect.stringContaining('the weights fit'),
      remedies: expect.arrayContaining([{ kind: 'parameters', set: { '--enforce-eager': '' } }]),
    });
    expect(diagnose([SERVES, oom])?.kind).toBe('request-oom');
  });

  test('the last start counts, unless it has only begun', () => {
    const begins = `${INFO} vLLM API server version 0.19.1`;
    const port = `${ERROR} [Errno 98] address already in use`;
    expect(diagnose([begins, oom, wrapper, begins, port])?.kind).toBe('port-in-use');
    expect(diagnose([begins, oom, wrapper, begins])?.kind).toBe('cuda-oom-load');
    // A new unknown failure is not reported as the old one.
    expect(diagnose([begins, oom, begins, wrapper])?.kind).toBe('engine-dead');
  });

  test.each([
    ['NCCL error in: /x.cpp:77, unhandled cuda error', oom, 'cuda-oom-load'],
    ["NCCL error in: /x.cpp:77, Last error: Cuda failure 2 'out of memory'", wrapper, 'cuda-oom-load'],
    [
      'CUDA error: an illegal memory access was encountered',
      'NCCL error in: /x.cpp:77',
      'cuda-illegal-access',
    ],
    ['Memory cgroup out of memory: Killed process 1', 'DistNetworkError: Connection reset', 'host-oom'],
    ['Watchdog caught collective operation timeout', 'exit code: -9', 'nccl-timeout'],
    ['Memory cgroup out of memory: Killed process 1', 'exit code: -9', 'host-oom'],
    ["PermissionError: [Errno 13] Permission denied: '/.config'", oom, 'cuda-oom-load'],
    ["OSError: We couldn't connect to 'https://huggingface.co' to load the files", oom, 'cuda-oom-load'],
  ])('of %s and %s, only the cause is reported', (one, other, kind) => {
    expect(diagnose([`${ERROR} ${one}`, `${ERROR} ${other}`])?.kind).toBe(kind);
    expect(diagnose([`${ERROR} ${other}`, `${ERROR} ${one}`])?.kind).toBe(kind);
  });

  test('an error of workers about a lost one is not reported as its cause', () => {
    const begins = `${INFO} vLLM API server version 0.19.1`;
    const lost = [
      `${ERROR} NCCL error in: /x.cpp:77, remote process exited or there was a network error, NCCL version 2.21.5`,
      `${ERROR} ncclRemoteError: A call failed possibly due to a network error`,
    ];
    const index = `${ERROR} IndexError: list index out of range`;
    expect(diagnose([begins, index, ...lost])).toMatchObject({ confidence: 'low', evidence: index });
    expect(diagnose([begins, index, ...lost, wrapper])).toMatchObject({
      kind: 'engine-dead',
      evidence: index,
    });
    expect(diagnose([begins, ...lost, wrapper])).toMatchObject({ kind: 'nccl-error', confidence: 'high' });
    // The version in this line does not begin another start.
    expect(diagnose([begins, oom, ...lost])?.kind).toBe('cuda-oom-load');
  });

  test.each([
    [
      'a path that the hub is asked for',
      [
        `${ERROR} Error retrieving safetensors: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/x'. Use \`repo_type\` argument if needed., retrying 1 of 2`,
        `${ERROR} Error retrieving safetensors: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/x'. Use \`repo_type\` argument if needed.`,
      ],
    ],
    [
      'what Python ignores at its end',
      [
        'Exception ignored in: <function Handle.__del__ at 0x7f52>',
        'Traceback (most recent call last):',
        '  File "/opt/x.py", line 72, in __del__',
        'ImportError: sys.meta_path is None, Python is likely shutting down',
      ],
    ],
    [
      'the same of a worker, with times',
      [
        '2026-05-01 21:42:14.020 | (Worker_TP1 pid=750) Exception ignored in: <function Handle.__del__>',
        '2026-05-01 21:42:14.021 | (Worker_TP1 pid=750) Traceback (most recent call last):',
        '2026-05-01 21:42:14.022 | (Worker_TP1 pid=750)   File "/opt/x.py", line 72, in __del__',
        '2026-05-01 21:42:14.023 | (Worker_TP1 pid=750) ImportError: sys.meta_path is None',
      ],
    ],
    [
      'counting on the side',
      [
        'Exception in thread Thread-5 (_report_usage_worker):',
        'Traceback (most recent call last):',
        "PermissionError: [Errno 13] Permission denied: '/.config'",
      ],
    ],
    [
      'levels as others write them',
      [
        '2026-02-02 14:28:33,125\tWARNING services.py:2070 -- The object store uses /tmp: /dev/shm is full',
        '2026-02-02 14:28:35,333 - INFO - flashinfer.jit: No space left on device is what it looks for',
        '2026-02-02 14:28:35.333 | WARNING  | mod:fn:12 - CUDA out of memory. Tried to allocate 1.00 GiB',
        'host-1:81:81 [0] NCCL INFO Channel 00/0 : shared memory segment',
        '{"severity":"INFO","message":"CUDA out of memory. Tried to allocate 2.00 GiB"}',
        '{"level": "warn","message":"No space left on device"}',
        'ts=2026-02-02T14:28:33Z level=info msg="No space left on device"',
        '2026-02-02T14:28:33Z [info     ] No space left on device',
        'I0202 14:28:33.123456       1 server.cc:12] No space left on device',
      ],
    ],
  ])('%s is no failure, and hides none', (_, lines) => {
    expect(diagnose(lines)).toBeUndefined();
    expect(diagnose([...lines, oom])?.kind).toBe('cuda-oom-load');
    expect(diagnose([oom, ...lines])?.kind).toBe('cuda-oom-load');
  });

  test('an error within an ignored stack trace is found', () => {
    const ignored = 'Exception ignored in: <function x>';
    const raised = 'ImportError: sys.meta_path is None';
    expect(diagnose([ignored, 'Traceback (most recent call last):', oom, raised])?.kind).toBe(
      'cuda-oom-load',
    );
  });

  test.each([
    [
      'GatedRepoError: 401 Client Error. token hf_AbCdEfGhIjKlMnOpQrStUv for url: https://me:hunter2@hub.example/x',
      'GatedRepoError: 401 Client Error. token *** for url: https://***@hub.example/x',
    ],
    [
      'vllm serve: error: unrecognized arguments: --api-keys=s3cretvalue --foo 1',
      'vllm serve: error: unrecognized arguments: --api-keys=*** --foo 1',
    ],
    [
      'FooError: refused: Authorization: Bearer s3cretvalue.ijkl',
      'FooError: refused: Authorization: Bearer ***',
    ],
  ])('secrets in the logs are masked: %s', (line, hidden) => {
    expect(lastErrors([`ERROR ${line}`])).toEqual([`ERROR ${hidden}`]);
    const found = diagnose([`${ERROR} ${line}`, wrapper]);
    expect(found?.evidence).toBe(`${ERROR} ${hidden}`);
    expect(found?.cause).not.toMatch(/s3cret|hunter2|hf_A/);
  });

  test('an assertion about heads is recognized by its code in the stack trace', () => {
    const lines = [
      `${ERROR}     assert self.total_num_kv_heads % tp_size == 0`,
      `${ERROR} AssertionError`,
      `${wrapper}`,
    ];
    expect(diagnose(lines)).toMatchObject({ kind: 'heads-not-divisible', confidence: 'high' });
  });

  describe('an engine that has ended', () => {
    const dies = [
      SERVES,
      `${ERROR} EngineCore encountered a fatal error.`,
      `${ERROR} CUDA error: unspecified launch failure`,
    ];
    const traffic = [
      `INFO:     192.0.2.1:1 - "GET /metrics HTTP/1.1" 200 OK`,
      `${INFO} Avg prompt throughput: 10.9 tokens/s, Avg generation throughput: 105.1 tokens/s, Running: 1 reqs`,
    ];

    test('is reported as failed, even if its server still answers and logs its load', () => {
      expect(diagnose([...dies, ...traffic])?.kind).toBe('cuda-illegal-access');
      expect(diagnose([...dies.slice(1), ...traffic])?.kind).toBe('cuda-illegal-access');
    });

    test('has ended with a time-out of NCCL, even if its server is asked before it notices', () => {
      const timeout =
        '[rank1]:[E1101 10:10:00.1 ProcessGroupNCCL.cpp:632] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=2)';
      const died = `${ERROR} Engine core proc EngineCore died unexpectedly, shutting down client.`;
      expect(diagnose([SERVES, timeout, ...traffic, died])?.kind).toBe('nccl-timeout');
    });

    test.each([SERVES, 'INFO:     Started server process [1]', `${INFO} vLLM API server version 0.19.1`])(
      'is healthy again after a restart: %s',
      (starts) => expect(diagnose([...dies, starts, ...traffic])).toBeUndefined(),
    );
  });

  test('a validation error of a refused request is no failure of the start', () => {
    const refused = 'INFO:     192.0.2.1:1 - "POST /v1/chat/completions HTTP/1.1" 400 Bad Request';
    const told = [
      `${ERROR} pydantic_core.ValidationError: 1 validation error for ChatCompletionRequest`,
      '  Value error, "auto" tool choice requires --enable-auto-tool-choice [type=value_error]',
    ];
    expect(diagnose([...told, refused])).toBeUndefined();
    const probed = 'INFO:     192.0.2.1:1 - "GET /health HTTP/1.1" 503 Service Unavailable';
    expect(diagnose([probed, ...told, probed])?.kind).toBe('bad-argument-value');
    expect(diagnose(told)?.kind).toBe('bad-argument-value');
  });

  test.each([
    [
      'usage: vllm serve [model_tag] [options]',
      'vllm serve: error: unrecognized arguments: --foo 1',
      'bad-argument-value',
    ],
    [
      '1 validation error for ModelConfig',
      'Value error, it is not so. [type=value_error]',
      'bad-argument-value',
    ],
    ['', 'Killed', 'killed'],
    ['', 'MemoryError', 'host-oom'],
  ])('below %j, the line %j without a level is found', (above, line, kind) => {
    for (const lines of [
      [above, line],
      [above, above, line, '', above],
    ])
      expect(diagnose(lines)).toMatchObject({ kind, evidence: line });
  });

  test('of consequences alone the line is shown that says most', () => {
    const died = `${ERROR} Worker proc VllmWorker-1 died unexpectedly, shutting down executor.`;
    const dead = 'vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue.';
    expect(diagnose([died, dead])).toMatchObject({ kind: 'engine-died', evidence: died });
  });

  test('a number that is cut off is not suggested', () => {
    const needs =
      'max seq len (131072), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (5.10 GiB). Based on the available memory, the estimated maximum model length is 417';
    const longest = 'User-specified max_model_len (65536) is greater than the derived max_model_len (x=327';
    const suggested = (line: string) =>
      /"--max-model-len":"(\d+)"/.exec(JSON.stringify(diagnose([line]) ?? {}))?.[1];
    expect([needs, `${needs}76. Try`].map(suggested)).toEqual([undefined, '41776']);
    expect([longest, `${longest}68.0 or`].map(suggested)).toEqual([undefined, '32768']);
  });

  test('nothing is suggested that cannot help', () => {
    const remediesOf = (line: string) => diagnose([`${ERROR} ${line}`])?.remedies;
    // Others fill the GPU, and would fill two.
    expect(
      remediesOf(
        'Free memory on device cuda:0 (0.5/23.6 GiB) on startup is less than desired GPU memory utilization (0.9, 21.24 GiB).',
      ),
    ).toEqual([{ kind: 'restart' }, expect.stringContaining('tell Exoscale')]);
    // The engine has no larger rank than 512.
    expect(remediesOf('LoRA rank 600 is greater than max_lora_rank 16.')).toEqual([
      'correct or leave out --lora-modules',
    ]);
  });

  test('a wrapper error alone is reported with low confidence, and the line above it as evidence', () => {
    expect(diagnose([wrapper])).toMatchObject({ kind: 'engine-dead', confidence: 'low', evidence: wrapper });
    const above = `${ERROR} IndexError: index 1 is out of bounds`;
    expect(diagnose([above, `${ERROR}     raise x`, wrapper])).toMatchObject({ evidence: above });
  });

  test('colours are ignored', () => {
    const coloured = `\u001b[0;36m(EngineCore pid=1)\u001b[0;0m \u001b[31mERROR\u001b[0m \u001b[90m01-26 09:25:37\u001b[0m ValueError: No available memory for the \u001b[1mcache blocks.`;
    expect(diagnose([coloured])?.kind).toBe('no-cache-blocks');
  });

  test('information and warnings are no failure', () => {
    expect(
      diagnose([`${INFO} CUDA out of memory is handled`, 'WARNING 01-01 00:00:00 NCCL error ahead']),
    ).toBeUndefined();
    expect(diagnose([])).toBeUndefined();
  });
});

test.each([
  'WARNING 11-14 14:23:46 [cuda.py:1] Bfloat16 is only supported on GPUs with compute capability 8.0',
  "`rope_parameters`'s factor field must be a float >= 1, got 1",
  "Missing required keys in `rope_parameters`: 'factor'",
  "Your device 'Tesla V100' (with compute capability 7.0) doesn't support torch.bfloat16. Falling back to torch.float16 for compatibility.",
  'ERROR 01-01 00:00:00 [fa_utils.py:57] Cannot use FA version 2 is not supported due to FA2 is only supported on devices with compute capability >= 8',
  "'(ReadTimeoutError(\"HTTPSConnectionPool(host='huggingface.co', port=443): Read timed out.\"))' thrown while requesting HEAD https://huggingface.co/x; Retrying in 1s [Retry 1/5].",
  // Here the retry is announced on another line.
  "'(MaxRetryError(\"HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x\"), '(Request ID: x)')' thrown while requesting HEAD https://huggingface.co/x",
  'ERROR 01-01 00:00:00 [config.py:1] Error retrieving file list: (MaxRetryError("HTTPSConnectionPool(host=\'huggingface.co\', port=443): Max retries exceeded")), retrying 1 of 2',
  'ERROR 01-01 00:00:00 [dump_input.py:69] Dumping input data for V1 LLM engine (v0.10.0) with config: model=x, speculative_config=None is not supported, trust_remote_code=True',
  "(APIServer pid=1) INFO 01-01 00:00:00 [utils.py:1] non-default args: {'trust_remote_code': True, 'chat_template': None}",
  'INFO 01-01 00:00:00 [logger.py:37] Received request x: prompt: CUDA out of memory. Tried to allocate 2.00 GiB',
  '(APIServer pid=1) WARNING:  NCCL error ahead',
  '2025-01-01 00:00:00 | INFO | stdout | CUDA out of memory. Tried to allocate 1.00 GiB is handled',
  '{"level": "INFO", "message": "No space left on device is handled"}',
  '    model = load("/dev/shm/models/x")',
  '/usr/lib/python3/warnings.py:1: UserWarning: Not enough free disk space, No space left on device may follow',
  '[rank0]:[W309 12:56:45.480623726 ProcessGroupNCCL.cpp:1553] Warning: WARNING: NCCL error possible',
  "INFO 01-01 00:00:00 [importing.py:16] Triton not installed: ImportError: No module named 'triton'",
  'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 400 Bad Request',
  'ERROR 01-01 00:00:00 [serving.py:218] Error with model error=ErrorInfo(message=The model `x` does not exist.)',
])('is no failure: %s', (line) => {
  expect(diagnose([line])).toBeUndefined();
});

test('phaseOf returns what a starting engine is doing', () => {
  expect(phaseOf([`${INFO} Loading weights took 3 s`, 'Capturing CUDA graphs: 3%'])?.doing).toBe(
    'capturing graphs',
  );
  expect(phaseOf(['something else'])).toBeUndefined();
});

test('lastErrors returns the last errors, oldest first', () => {
  expect(lastErrors([`${ERROR} a`, `${INFO} Error: no`, 'ValueError: b', 'fine'])).toEqual([
    `${ERROR} a`,
    'ValueError: b',
  ]);
});
