import { START_FAILURES } from '../../domain/choices.js';
import type { GroupSpec } from '../../program/spec.js';

export const sandboxGroup: GroupSpec = {
  commands: [
    {
      name: 'start',
      summary: 'Start a local API that behaves like the real one',
      about:
        "Prints the lines to paste into another shell, then serves only this machine until Ctrl-C. Operations take the service's minutes divided by --speed.\n\n--fail takes METHOD /path[@zone][=ACTION] [xN], with a status (503, 429=5), reset, silence, slow=MS, operation-failure or another action; an unknown one lists them all. Each line of the --load file is HH:MM REQUESTS [NAME]: the number of requests from that time on, for the deployment named, or for every deployment that no line names. Its day begins when the sandbox starts.",
      options: [
        ['--port <n>', 'port on 127.0.0.1 (default: 8787; 0: any free one)'],
        ['--speed <x>', 'how many times faster than the service (default: 60)'],
        ['--state <file>', 'file that keeps the state from one start to the next'],
        ['--fail <fault...>', "make the next matching request fail: 'POST /ai/deployment=503'"],
        [
          '--fail-start <kind>',
          `let engines fail to start until the cause is removed: ${START_FAILURES.join(', ')}`,
        ],
        ['--quota <family=limit...>', 'GPU quota of a family, -1 for unlimited'],
        ['--latency <law>', 'how long replies take: ttft=200ms,token=20ms,slots=16 (default: quick)'],
        ['--load <file>', 'file with a day of requests, so that the engines work and log'],
        ['--lag <duration>', 'time until a new object is found, in lists and by ID (default: 0s)'],
      ],
      examples: [
        'exo-di sandbox start',
        "exo-di sandbox start --port 0 --speed 600 --fail 'POST /ai/deployment=503'",
        'exo-di sandbox start --fail-start kv',
      ],
      load: async () => (await import('./start.js')).run,
    },
    {
      name: 'demo',
      summary: 'Run the documented workflow against a fresh sandbox',
      about:
        'Creates a deployment, scales it up, down, to zero and back, and shows each command with its output.',
      options: [['--speed <x>', 'how many times faster than the service (default: 600)']],
      examples: ['exo-di sandbox demo', 'exo-di sandbox demo --speed 6000'],
      load: async () => (await import('./demo.js')).run,
    },
  ],
};
