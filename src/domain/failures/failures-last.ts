import { thousands } from '../counts.js';
import {
  type EngineFailure,
  KNOWN_PARAMETERS,
  OTHER_ENGINE,
  READ_LOGS,
  RESTART,
  setParameter,
} from './engine-failure.js';

const CONTEXT_EXCEEDED = {
  kind: 'context-exceeded',
  meaning: ({ most, asked, reply, all }) =>
    `a request of ${thousands(asked ?? reply)} tokens is longer than the context of ${thousands(most ?? all)}`,
  remedies: ['shorter prompts, or fewer tokens in the reply; or a longer --max-model-len'],
  role: 'requests',
} satisfies Omit<EngineFailure, 'pattern'>;

/** Failures of requests alone, failures that say little about the cause, and consequences of other failures. */
export const LAST: readonly EngineFailure[] = [
  {
    ...CONTEXT_EXCEEDED,
    pattern:
      /(?:prompt|Input length|Input prompt) \(?(?:length )?(?<asked>\d+)(?: tokens)?\)? is (?:longer than|too long and exceeds)[^\d]*(?<most>\d+)|max_(?:completion_)?tokens'? is too large: (?<reply>\d+).*context length is (?<all>\d+)/i,
  },
  {
    ...CONTEXT_EXCEEDED,
    pattern:
      /maximum context length is (?<most>\d+) tokens.*(?:you requested|your request has|prompt contains|However)[^\d]*(?<asked>\d+)/i,
  },
  {
    kind: 'bad-argument-value',
    role: 'start',
    pattern:
      /(?:^|\s)Value error, (?<what>.+?)(?: \[type=|$)|(?<input>Input should be .+?) \[type=(?:\w+, input_value=(?<value>.+?), input_type=)?/,
    meaning: ({ what, input, value }) =>
      `the engine does not accept its parameters: ${(what ?? input)?.trim()}${value ? `, not ${value}` : ''}`,
    remedies: [KNOWN_PARAMETERS],
  },
  {
    kind: 'bad-argument-value',
    role: 'start',
    pattern: /(?<what>JSONDecodeError: .+)/,
    meaning: ({ what }) => `an engine parameter, or a file of the model, is not valid JSON (${what})`,
    remedies: [KNOWN_PARAMETERS, 'if no parameter is JSON: delete the model and download it again'],
  },
  {
    kind: 'missing-module',
    role: 'start',
    pattern:
      /(?:ModuleNotFoundError|ImportError): (?<what>.+)|(?<part>DeepGEMM backend is not available or outdated)/,
    meaning: ({ what, part }) =>
      `this version of the engine lacks a part that the model needs: ${what ?? part}`,
    remedies: [OTHER_ENGINE],
  },
  {
    kind: 'bad-argument-value',
    role: 'start',
    pattern: /(?<what>gpu.memory.utilization must be .*)/i,
    meaning: ({ what }) => `the engine does not accept its parameters: ${what}`,
    remedies: [setParameter('--gpu-memory-utilization', '0.9')],
  },
  {
    kind: 'engine-died',
    pattern:
      /(?:Engine core|Worker) proc \S+ died unexpectedly|Worker \S+ pid \d+ died, exit code|ActorDiedError/i,
    meaning: 'the engine was ended from outside, or crashed without a message',
    remedies: [RESTART],
    role: 'consequence',
  },
  {
    kind: 'engine-dead',
    pattern:
      /EngineDeadError|Engine core initialization failed|EngineCore (?:encountered (?:an issue|a fatal error)|failed to start|hit an exception)|Engine process failed to start|Engine loop is not running|WorkerProc (?:initialization failed|failed to start|hit an exception)|fatal signal from worker processes|Background loop has errored/i,
    meaning: 'the engine has ended with an error',
    remedies: [READ_LOGS],
    role: 'consequence',
  },
  {
    kind: 'probe',
    pattern: /failed (?:liveness|startup) probe/i,
    meaning: 'the engine did not start within its time limit, and was ended',
    remedies: ['tell Exoscale: you cannot change this time limit; or use a smaller model'],
    role: 'consequence',
  },
  {
    kind: 'restart-loop',
    pattern:
      /exited with code [1-9]\d* \(restarting\)|Back-off restarting failed container|CrashLoopBackOff/i,
    meaning: 'the engine ends and is started again and again',
    remedies: [READ_LOGS],
    role: 'consequence',
  },
  {
    kind: 'shutdown-signal',
    pattern:
      /\[shutdown\] API server: shutdown triggered|KeyboardInterrupt: terminated|Received signal (?:15|SIGTERM)|Shutting down.*signal/i,
    meaning: 'the engine was told to stop',
    remedies: ['nothing is wrong with the engine: somebody, or the service, has stopped it'],
    isToldOnly: true,
    role: 'consequence',
  },
];
