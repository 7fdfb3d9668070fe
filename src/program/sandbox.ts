import type { GroupSpec } from './define.js';

/** `exo-di sandbox …` */
export const sandboxGroup: GroupSpec = {
  commands: [
    {
      name: 'start',
      summary: 'Start a local API that behaves like the real one',
      about:
        'Prints the environment lines to paste into another shell, then serves until Ctrl-C. Operations take the\n' +
        "service's minutes divided by --speed.",
      options: [
        ['--port <n>', 'port on 127.0.0.1 (default: 8787; 0: any free one)'],
        ['--speed <x>', 'how many times faster than the service (default: 60)'],
        ['--state <file>', 'keep the state in this file'],
        ['--fail <fault...>', "make the next matching request fail: 'POST /ai/deployment=503'"],
        ['--quota <family=limit...>', 'GPU quota of a family, -1 for unlimited'],
      ],
      examples: [
        'exo-di sandbox start',
        "exo-di sandbox start --port 0 --speed 600 --fail 'POST /ai/deployment=503'",
      ],
      load: async () => (await import('../commands/sandbox/start.js')).run,
    },
    {
      name: 'demo',
      summary: "Run the page's workflow against a fresh sandbox",
      about:
        'Creates a deployment, scales it up, down, to zero and back, and shows each command with what it printed.',
      options: [['--speed <x>', 'how many times faster than the service (default: 600)']],
      load: async () => (await import('../commands/sandbox/demo.js')).run,
    },
  ],
};
