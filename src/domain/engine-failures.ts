/** What can be done about a failure; commands are made of it where there is one. */
export type Remedy =
  /** Engine parameters to set, others kept. */
  | { kind: 'parameters'; set: Readonly<Record<string, string>> }
  /** A deployment like it with so many times the GPUs a replica, which cannot be changed. */
  | { kind: 'gpus'; times: number }
  /** A deployment like it on other GPUs. */
  | { kind: 'gpu-type'; why: string }
  /** In words, where no command does it. */
  | { kind: 'say'; text: string };

/** A kind of failure of the inference engine (vLLM): what it writes, what that means, and what helps. */
export interface EngineFailure {
  kind: string;
  /** What the line that proves it contains; its groups are for the other two. */
  pattern: RegExp;
  meaning(groups: Groups): string;
  remedies(groups: Groups): Remedy[];
  /** It follows from something else: it counts only where nothing says more. */
  isWrapper?: true;
  /** The engine does not call it an error itself. */
  isToldOnly?: true;
  /** It fails requests and not the engine, which goes on serving. */
  isOfRequests?: true;
}

export type Groups = Readonly<Record<string, string | undefined>>;

const set = (flag: string, value: string): Remedy => ({ kind: 'parameters', set: { [flag]: value } });
const say = (text: string): Remedy => ({ kind: 'say', text });
const MORE_GPUS: Remedy = { kind: 'gpus', times: 2 };
const OTHER_GPUS = (why: string): Remedy => ({ kind: 'gpu-type', why });
const QUANTIZED = say('or take a quantized version of the model');
/** `40960` as `40,960`. */
const count = (text = '') => text.replace(/\B(?=(\d{3})+$)/g, ',');

/*
 * One row a kind, the more specific before the more general. Patterns are of several versions of vLLM, PyTorch and
 * transformers: what is printed around them changes, the sentence itself seldom does.
 */
export const ENGINE_FAILURES: readonly EngineFailure[] = [
  {
    kind: 'kv-too-small',
    pattern:
      /max seq len \((?<length>\d+)\),? \(?(?<needed>[\d.]+) GiB KV cache is needed.*available KV cache memory \((?<available>-?[\d.]+) GiB\)(?:.*estimated maximum model length is (?<fits>\d+))?/i,
    meaning: ({ needed, length, available }) =>
      `KV cache does not fit: ${needed} GiB needed for ${count(length)} tokens, ${available} available`,
    remedies: ({ fits }) => [...(Number(fits) > 0 ? [set('--max-model-len', `${fits}`)] : []), MORE_GPUS],
  },
  {
    kind: 'kv-too-small',
    pattern:
      /max seq len \((?<length>\d+)\) is larger than the maximum number of tokens that can be stored in KV cache \((?<fits>\d+)\)/i,
    meaning: ({ length, fits }) =>
      `KV cache does not fit: ${count(length)} tokens a request, room for ${count(fits)}`,
    remedies: ({ fits }) => [...(Number(fits) > 0 ? [set('--max-model-len', `${fits}`)] : []), MORE_GPUS],
  },
  {
    kind: 'no-cache-blocks',
    pattern: /No available memory for the cache blocks|Available KV cache memory: -[\d.]+ GiB/i,
    isToldOnly: true,
    meaning: () => 'weights and activations leave no memory for the KV cache',
    // A shorter context does not help where nothing is left at all.
    remedies: () => [MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'free-memory-less-than-util',
    pattern:
      /Free memory on device[^(]*\((?<free>[\d.]+)\/(?<total>[\d.]+) GiB\).*less than desired GPU memory utilization \((?<wanted>[\d.]+)/i,
    meaning: ({ free, total, wanted }) =>
      `only ${free} of ${total} GiB of the GPU are free at start, and ${wanted} of it is asked for`,
    remedies({ free, total }) {
      const fits = Math.floor((Number(free) / Number(total)) * 100) / 100;
      return fits > 0.3 ? [set('--gpu-memory-utilization', String(fits))] : [MORE_GPUS];
    },
  },
  {
    kind: 'heads-not-divisible',
    pattern:
      /Total number of attention heads \((?<heads>\d+)\) must be divisible by tensor parallel size \((?<size>\d+)\)/i,
    meaning: ({ heads, size }) => `${heads} attention heads cannot be shared by ${size} GPUs`,
    remedies({ heads }) {
      const sizes = [8, 4, 2, 1].filter((size) => Number(heads) % size === 0);
      return [say(`a GPU count that divides ${heads}: ${sizes.join(', ')}`)];
    },
  },
  {
    kind: 'not-divisible',
    pattern: /(?:must be|is not) divisible by (?:tensor[ _]parallel[ _]size|tp_size|num_?partitions)/i,
    meaning: () => 'a part of the model cannot be shared by that many GPUs',
    remedies: () => [say('another GPU count: 1, 2, 4 or 8')],
  },
  {
    kind: 'world-size',
    pattern:
      /(?:World size|tensor[ _]parallel[ _]size) \((?<wanted>\d+)\) (?:is larger than|cannot be larger than) the number of available GPUs \((?<there>\d+)\)/i,
    meaning: ({ wanted, there }) =>
      `${wanted} GPUs are asked for by an engine parameter, and a replica has ${there}`,
    remedies: ({ there }) => [set('--tensor-parallel-size', `${there}`)],
  },
  {
    kind: 'bf16-unsupported',
    pattern: /Bfloat16 is only supported on GPUs with compute capability/i,
    meaning: () => 'the GPU knows no bfloat16',
    remedies: () => [set('--dtype', 'half'), OTHER_GPUS('a newer GPU')],
  },
  {
    kind: 'unknown-arch',
    pattern:
      /Model architectures \[(?<arch>[^\]]*)\] (?:are not supported|failed to be inspected)|model type [`'"](?<type>[^`'"]+)[`'"] but Transformers does not recognize/i,
    meaning: ({ arch, type }) =>
      `this version of the engine does not know the model's architecture${arch || type ? ` (${(arch ?? type ?? '').replaceAll("'", '')})` : ''}`,
    remedies: () => [say('a newer engine version, with --inference-engine-version; or another model')],
  },
  {
    kind: 'trust-remote-code',
    pattern: /trust_remote_code=True|contains custom code which must be executed/i,
    meaning: () => 'the model brings code of its own, which is not run unasked',
    remedies: () => [set('--trust-remote-code', '')],
  },
  {
    kind: 'gated-403',
    pattern:
      /access a gated repo\.|Cannot access gated repo|awaiting a review from the repo authors|Access to model (?<model>\S+) is restricted|not in the authorized list/i,
    meaning: () => 'the model is gated on Hugging Face, and the token has no access to it',
    remedies: () => [
      say(
        'accept its licence on huggingface.co with the account of the token, then download the model again',
      ),
    ],
  },
  {
    kind: 'repo-not-found',
    pattern:
      /Repository Not Found for url: (?<url>\S+?)\.?(?:\s|$)|RepositoryNotFoundError|is not a local folder and is not a valid model identifier|Invalid repository ID or local directory/i,
    meaning: () => 'Hugging Face has no such repository, or not for this token',
    remedies: () => [
      say('check the exact name, owner/model; a private one needs a token when it is downloaded'),
    ],
  },
  {
    kind: 'hub-unreachable',
    pattern:
      /couldn't connect to '?https:\/\/huggingface\.co|Max retries exceeded with url.*huggingface|Failed to resolve '?huggingface|429 Client Error: Too Many Requests for url: https:\/\/huggingface/i,
    meaning: () => 'Hugging Face could not be reached, or answers no more for a while',
    remedies: () => [say('try again later')],
  },
  {
    kind: 'quant-unsupported',
    pattern:
      /quantization method (?<method>\S+) is not supported for the current GPU(?:\. Minimum capability: (?<least>\d+)\. Current capability: (?<has>\d+))?/i,
    meaning: ({ method }) => `the GPU cannot run the quantization ${method}`,
    remedies: () => [OTHER_GPUS('a newer GPU'), say('or another quantization of the model')],
  },
  {
    kind: 'quant-unsupported',
    pattern:
      /Unknown quantization method: (?<method>[^.\s]+)|type fp8e4nv not supported in this architecture|(?<fp8>FP8|NVFP4|Marlin)[^.]* (?:requires|needs) (?:compute capability|at least)/i,
    meaning: () => 'the GPU, or the engine, cannot run the quantization of the model',
    remedies: () => [OTHER_GPUS('a newer GPU'), say('or another quantization of the model')],
  },
  {
    kind: 'batched-tokens',
    pattern: /max_num_batched_tokens \((?<batched>\d+)\) is smaller than max_model_len \((?<length>\d+)\)/i,
    meaning: ({ batched, length }) =>
      `${count(batched)} tokens a batch are fewer than the ${count(length)} of the context`,
    remedies: ({ batched, length }) => [
      set('--max-num-batched-tokens', `${length}`),
      set('--max-model-len', `${batched}`),
    ],
  },
  {
    kind: 'max-len-too-long',
    pattern:
      /User-specified max_model_len \((?<wanted>\d+)\) is greater than the derived max_model_len \(.*?=(?<most>\d+)/i,
    meaning: ({ wanted, most }) =>
      `the model knows ${count(most)} tokens of context at most, not ${count(wanted)}`,
    remedies: ({ most }) => [set('--max-model-len', `${most}`)],
  },
  {
    kind: 'lora-rank',
    pattern: /LoRA rank (?<rank>\d+) is greater than max_lora_rank (?<most>\d+)/i,
    meaning: ({ rank, most }) => `the adapter has rank ${rank}, and ${most} is the most`,
    remedies: ({ rank }) => [
      set(
        '--max-lora-rank',
        String([8, 16, 32, 64, 128, 256, 320, 512].find((one) => one >= Number(rank)) ?? rank),
      ),
    ],
  },
  {
    kind: 'speculative-config',
    pattern:
      /speculative_max_model_len=?\s?\(?(?<length>\d+)\)? cannot be larger than draft_max_model_len=?\s?\(?(?<most>\d+)|speculative[ _-](?:config|decoding|model)\S*.*(?:is not supported|not found|invalid|must be|cannot)/i,
    meaning: ({ length, most }) =>
      length
        ? `the draft model knows ${count(most)} tokens at most, not ${count(length)}`
        : 'the speculative decoding that is asked for does not work',
    remedies: () => [say('correct or leave out --speculative-config')],
  },
  {
    kind: 'bad-argument-value',
    pattern:
      /(?:vllm(?: serve)?|api_server\.py|serve): error: (?<what>unrecognized arguments: .+|argument .+|the following arguments are required: .+|ambiguous option: .+)/i,
    meaning: ({ what }) => `the engine does not take its parameters: ${what?.trim()}`,
    remedies: () => [say('see which there are: --inference-engine-parameter-help')],
  },
  {
    kind: 'tool-parser',
    pattern:
      /auto-tool-choice requires --tool-call-parser|invalid (?:tool call|reasoning) parser: ?(?<parser>\S*)/i,
    meaning: () => 'the parser for tool calls or reasoning is missing, or not known',
    remedies: () => [say('set --tool-call-parser or --reasoning-parser to one that the engine has')],
  },
  {
    kind: 'chat-template',
    pattern:
      /default chat template is no longer allowed|chat template[^.]*(?:not found|does not exist)|provide a chat template/i,
    meaning: () => 'the model has no chat template',
    remedies: () => [say('take the instruct version of the model, or set --chat-template')],
  },
  {
    kind: 'missing-weights',
    pattern:
      /Cannot find any model weights with|no file named .*(?:safetensors|pytorch_model)|does not appear to have a file named/i,
    meaning: () => 'there are no weights, or not all of them',
    remedies: () => [say('delete the model and download it again; only safetensors are served')],
  },
  {
    kind: 'corrupt-weights',
    pattern:
      /Error while deserializing header|SafetensorError|MetadataIncompleteBuffer|HeaderTooLarge|PytorchStreamReader failed|unexpected EOF.*(?:safetensors|checkpoint)/i,
    meaning: () => 'a file of weights is damaged or cut off',
    remedies: () => [say('delete the model and download it again')],
  },
  {
    kind: 'disk-full',
    pattern: /No space left on device|Disk quota exceeded/i,
    meaning: () => 'the disk is full',
    remedies: () => [say('tell Exoscale: this disk is not yours to clear')],
  },
  {
    kind: 'tokenizer',
    pattern:
      /Can't load tokenizer|Tokenizer class \S+ does not exist|Couldn't instantiate the backend tokenizer/i,
    meaning: () => 'the tokenizer of the model cannot be loaded',
    remedies: () => [say('another version of the model, or of the engine (--inference-engine-version)')],
  },
  {
    kind: 'permission',
    pattern: /PermissionError: \[Errno 13\] Permission denied: ?'?(?<path>[^'\s]*)/i,
    meaning: ({ path }) => `the engine may not write to ${path || 'a folder it needs'}`,
    remedies: () => [say('tell Exoscale: this folder is not yours to open')],
  },
  {
    kind: 'env-vllm-port',
    pattern: /VLLM_PORT '[^']*' appears to be a URI/i,
    meaning: () => 'a variable of its surroundings is taken for the port',
    remedies: () => [say('tell Exoscale: the surroundings of the engine are not yours to set')],
  },
  {
    kind: 'port-in-use',
    pattern: /address already in use|error while attempting to bind on address/i,
    meaning: () => 'the port of the engine is taken',
    remedies: () => [say('start it anew: scale to 0 and up again')],
  },
  {
    kind: 'no-device',
    pattern:
      /Failed to infer device type|No CUDA GPUs are available|Found no NVIDIA driver|CUDA driver version is insufficient|no kernel image is available for execution/i,
    meaning: () => 'the engine finds no GPU that it can use',
    remedies: () => [say('start it anew: scale to 0 and up again; if it stays so, tell Exoscale')],
  },
  {
    kind: 'nccl-timeout',
    pattern: /Watchdog caught collective operation timeout/i,
    meaning: () => 'the GPUs of a replica waited for each other in vain',
    remedies: () => [say('start it anew: scale to 0 and up again; if it stays so, tell Exoscale')],
  },
  {
    kind: 'nccl-error',
    pattern: /NCCL error|ncclUnhandledCudaError|ncclSystemError|ncclInternalError/i,
    meaning: () => 'the GPUs of a replica cannot talk to each other',
    remedies: () => [say('start it anew: scale to 0 and up again; if it stays so, tell Exoscale')],
  },
  {
    kind: 'cuda-illegal-access',
    pattern:
      /illegal memory access was encountered|device-side assert triggered|CUDA error: (?:unspecified launch failure|misaligned address)/i,
    meaning: () => 'the engine, or a GPU, has made a mistake in memory',
    remedies: () => [set('--enforce-eager', ''), say('or another engine version')],
  },
  {
    kind: 'worker-timeout',
    pattern: /RPC call to (?<call>\S+) timed out|execute_model timed out/i,
    meaning: () => 'a worker of the engine does not answer',
    remedies: () => [say('start it anew: scale to 0 and up again; look for an earlier error in the logs')],
  },
  {
    kind: 'context-exceeded',
    pattern:
      /maximum context length is (?<most>\d+) tokens.*(?:you requested|your request has|prompt contains|However)[^\d]*(?<asked>\d+)/i,
    meaning: ({ most, asked }) =>
      `a request of ${count(asked)} tokens is longer than the context of ${count(most)}`,
    remedies: () => [say('shorter prompts, or fewer tokens in the reply; or a longer --max-model-len')],
    isOfRequests: true,
  },
  {
    kind: 'cuda-oom-load',
    pattern:
      /(?:CUDA|HIP) out of memory\. Tried to allocate (?<size>[\d.]+ [GMK]iB)|OutOfMemoryError: (?:CUDA|HIP)/i,
    meaning: () => 'the model does not fit into the memory of the GPUs',
    remedies: () => [MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'host-oom',
    pattern: /exited with code 137|OOMKilled|Out of memory: Killed process|exit code: -9/i,
    meaning: () => 'the engine was ended because the machine ran out of memory',
    remedies: () => [MORE_GPUS, QUANTIZED],
  },
  {
    kind: 'engine-died',
    pattern: /Engine core proc \S+ died unexpectedly/i,
    meaning: () => 'the engine was ended from outside, or crashed without a word',
    remedies: () => [say('start it anew: scale to 0 and up again')],
    isWrapper: true,
  },
  {
    kind: 'engine-dead',
    pattern:
      /EngineDeadError|Engine core initialization failed|AsyncEngineDeadError|EngineCore encountered (?:an issue|a fatal error)/i,
    meaning: () => 'the engine has ended with an error',
    remedies: () => [say('the first error above it in the logs says why')],
    isWrapper: true,
  },
  {
    kind: 'restart-loop',
    pattern:
      /exited with code [1-9]\d* \(restarting\)|Back-off restarting failed container|CrashLoopBackOff/i,
    meaning: () => 'the engine ends and is started again and again',
    remedies: () => [say('the first error above it in the logs says why')],
    isWrapper: true,
  },
  {
    kind: 'shutdown-signal',
    pattern:
      /\[shutdown\] API server: shutdown triggered|Received signal (?:15|SIGTERM)|Shutting down.*signal/i,
    meaning: () => 'the engine was told to end',
    remedies: () => [say('nothing is wrong with it: somebody, or the service, has stopped it')],
    isToldOnly: true,
    isWrapper: true,
  },
];
