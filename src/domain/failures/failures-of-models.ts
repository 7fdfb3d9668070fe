import { type EngineFailure, OTHER_ENGINE, setParameter } from './engine-failure.js';

/** Failures of the model, its files, or its download. */
export const MODELS: readonly EngineFailure[] = [
  {
    kind: 'unknown-arch',
    pattern:
      /Model architectures \[(?<arch>[^\]]*)\] (?:are not supported|failed to be inspected)|Model architecture (?<old>\S+) (?:was supported in vLLM until|is not supported)|(?<none>\b[A-Z]\w+) has no vLLM implementation|GGUF model with architecture (?<gguf>\S+) is not supported|model type [`'"](?<type>[^`'"]+)[`'"] but Transformers does not recognize/i,
    meaning({ arch, old, none, gguf, type }) {
      const named = (arch ?? old ?? none ?? gguf ?? type ?? '').replaceAll("'", '');
      return `this version of the engine does not know the model's architecture${named ? ` (${named})` : ''}`;
    },
    remedies: ({ old }) => [
      `${old ? 'an older' : 'a newer'} engine version, with --inference-engine-version; or another model`,
    ],
  },
  {
    kind: 'bad-model-config',
    pattern:
      /does not appear to have a file named (?:config|params)\.json|Unrecognized model in \S+\. Should have a .?model_type|No supported config format found in|No model architectures are specified|config file at \S+ is not a valid JSON|rope_scaling.? (?:must be|should|field)|Missing required keys in `rope_\w+` for|Unknown RoPE scaling type/,
    meaning: 'the config.json of the model is missing, or the engine does not understand it',
    remedies: ['another version of the model, or of the engine (--inference-engine-version)'],
  },
  {
    kind: 'trust-remote-code',
    pattern:
      /(?:argument|option|setting|set|pass|with) [`'"]?trust_remote_code=True|contains custom code which must be executed|requires you to execute the \w+ file in that repo|consider setting [`'"]?trust_remote_code/i,
    meaning: 'the model needs code of its own, which the engine does not run unless told to',
    remedies: [setParameter('--trust-remote-code', '')],
  },
  {
    kind: 'gated-401',
    pattern:
      /Invalid credentials in Authorization header|token .{0,40}is expired|Invalid user token|huggingface\.co\/api\/whoami/i,
    meaning: 'Hugging Face does not accept the token with which the model was downloaded',
    remedies: ['download the model again with a valid token: model create --huggingface-token'],
  },
  {
    kind: 'gated-401',
    pattern:
      /must (?:have access to it and )?be authenticated to access it|GatedRepoError: 401|gated repo.*\b401\b|LocalTokenNotFoundError/i,
    meaning: 'the model is gated on Hugging Face, and it was downloaded without a token, or with a wrong one',
    remedies: [
      'accept its licence on huggingface.co, then download the model again: model create --huggingface-token',
    ],
  },
  {
    kind: 'gated-403',
    pattern:
      /access a gated repo\.|Cannot access gated repo|awaiting a review from the repo authors|Access to model (?<model>\S+) is restricted|not in the authorized list|has been rejected by the repo|access to public gated repositories|GatedRepoError/i,
    meaning: 'the model is gated on Hugging Face, and the token has no access to it',
    remedies: [
      'accept its licence on huggingface.co with the account of the token, then download the model again',
    ],
  },
  {
    kind: 'repo-not-found',
    pattern: /RevisionNotFoundError|Revision Not Found for url|is not a valid git identifier/i,
    meaning: 'the model has no such revision on Hugging Face',
    remedies: ['correct or leave out --revision'],
  },
  {
    kind: 'repo-not-found',
    pattern:
      /Repository Not Found for url: (?<url>\S+?)\.?(?:\s|$)|RepositoryNotFoundError|401 (?:Client Error: )?Unauthorized'? for url:? '?https:\/\/huggingface|is not a local folder and is not a valid model identifier|Invalid repository ID or local directory|HFValidationError|Repo id must (?:be in the form|use alphanumeric)/i,
    meaning: 'Hugging Face has no such repository, or the token has no access to it',
    remedies: ['check the exact name, owner/model; a private one needs a token when it is downloaded'],
  },
  {
    kind: 'hub-unreachable',
    pattern:
      /couldn't connect to '?https:\/\/(?:huggingface\.co|hf\.co)|(?:huggingface\.co|hf\.co)'?, port=443\): (?:Max retries exceeded|Read timed out)|Failed to resolve \\?'?(?:[\w.-]+\.)?(?:huggingface\.co|hf\.co)|(?:429|50[0-4]) (?:\w+ Error:.*|[\w ]+') for url:? '?https:\/\/huggingface|429 Too Many Requests: you have reached your '|LocalEntryNotFoundError|OfflineModeIsEnabled|(?:ConnectionError|ConnectTimeout|ReadTimeout|SSLError).*huggingface\.co|error happened while trying to locate the file on the Hub|CAS service error(?!.*No space left)/i,
    meaning: 'Hugging Face could not be reached, or refuses requests for a while',
    remedies: ['try again later'],
  },
  {
    kind: 'missing-weights',
    pattern:
      /Cannot find any model weights with|no file named .*(?:safetensors|pytorch_model)|does not appear to have a file named (?!(?:config|params)\.json)/i,
    meaning: 'the weights of the model are missing, or not complete',
    remedies: ['delete the model and download it again; only safetensors are served'],
  },
  {
    kind: 'missing-weights',
    pattern:
      /weights were not initialized from checkpoint|No (?:safetensors|\.bin|pt|weight)\S* (?:files?|weights) (?:were )?found|Could not find checkpoint files|Entry Not Found for url/i,
    meaning: 'weights are missing in the files of the model',
    remedies: [`delete the model and download it again; or ${OTHER_ENGINE}`],
  },
  {
    kind: 'weights-mismatch',
    pattern:
      /There is no module or parameter named|Attempted to load weight .{0,80}into parameter|(?:size|shape) mismatch for |The size of tensor a \(\d+\) must match|loaded_weight\.shape|Tensor-like.{0,40}do not match|KeyError: '(?:\w+\.)*layers\.\d+\./,
    meaning: 'this version of the engine expects other weights of the model',
    remedies: [`${OTHER_ENGINE}; or another quantization`],
  },
  {
    kind: 'corrupt-weights',
    pattern:
      /Error while deserializing header|SafetensorError|MetadataIncompleteBuffer|HeaderTooLarge|Consistency check failed|UnpicklingError|Ran out of input|Unable to load weights from|InvalidHeaderDeserialization|incomplete metadata, file not fully covered|PytorchStreamReader failed|version https:\/\/git-lfs|unexpected EOF.*(?:safetensors|checkpoint)/i,
    meaning: 'a file of weights is damaged or cut off',
    remedies: ['delete the model and download it again'],
  },
  {
    kind: 'tokenizer',
    pattern:
      /Can't load (?:the )?tokenizer|Failed to load the tokenizer|Unable to load (?:the )?tokenizer|Tokenizer class \S+ (?:does not exist|is not currently imported)|Couldn't instantiate the backend tokenizer|did not match any variant of untagged enum|Converting from .{0,40}Tiktoken failed|Error while initializing (?:BPE|Unigram|WordPiece)/i,
    meaning: 'the tokenizer of the model cannot be loaded',
    remedies: ['another version of the model, or of the engine (--inference-engine-version)'],
  },
];
