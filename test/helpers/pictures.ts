import { seededId } from '../../src/sandbox/seed.js';
import { memoryFiles } from '../config/memory.js';
import { deployment, fileOf } from './inference-file.js';
import { bench, run, sandboxEndpoints, sandboxTransport, T0 } from './run.js';
import { terminalSvg } from './terminal-svg.js';
import { virtualClock } from './virtual-time.js';

/* Makes the pictures in docs/pictures/: a terminal on a Monday morning in the sandbox. They are the same each time. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FILE = fileOf(
  deployment('my-app', 0, [
    'schedule:',
    '  - { days: Mon-Fri, from: "07:00", to: "20:00", replicas: 2 }',
    '  - { days: Mon-Fri, from: "09:00", to: "17:00", replicas: 4 }',
    '  - { days: Sat, from: "09:00", to: "13:00", replicas: 1 }',
  ]),
);

interface Picture {
  /** The command line as typed, possibly on several lines with `\` at their ends. */
  line: string;
  columns: number;
  /** A description of the picture, for people who cannot see it. */
  title: string;
}

/** The pictures by file name. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  'schedule-show.svg': {
    line: 'schedule show -f inference.yaml',
    columns: 80,
    title:
      'exo-di schedule show in a terminal: the hours of each day of a week, replicas as heights, none at night, and the GPU-hours and cost that are saved',
  },
  'deployment-top.svg': {
    line: 'deployment top',
    columns: 100,
    title:
      'exo-di deployment top in a terminal: for each replica requests running and waiting, KV cache, tokens a second, GPUs and cost, and below the quota as a bar',
  },
  'deployment-bench.svg': {
    line: `deployment bench my-app --slo ttft=500ms,tps=20 --at-once 40 \\
    --output-tokens 8 -f -z at-vie-2`,
    columns: 100,
    title:
      'exo-di deployment bench in a terminal: times and tokens a second for each number of requests at once, the largest that keeps the objective, and the replicas that forty at once take',
  },
  'limits-gpu.svg': {
    line: 'limits gpu',
    columns: 80,
    title: 'exo-di limits gpu in a terminal: for each GPU family how many are used, as a bar of the quota',
  },
};

/** Runs the command and returns the SVG. */
export async function take({ line, columns, title }: Picture): Promise<string> {
  let count = 0;
  const clock = virtualClock(T0 + 4 * DAY + 9 * HOUR);
  const { sandbox, env } = bench({
    clock,
    idSource: () => seededId(`picture ${++count}`),
    // Three replicas with six slots each answer eighteen requests at once; others wait.
    latency: { ttftMs: 180, tokenMs: 20, perRequestMs: 2, slots: 6 },
  });
  sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 3 });
  sandbox.place({ zone: 'at-vie-2', name: 'batch', replicas: 1 });
  sandbox.setLoad('batch', 2);
  await clock.sleep(25 * MINUTE);
  sandbox.setLoad('my-app', 30);
  await clock.sleep(5 * MINUTE);
  let printed = `\x1b[2m$\x1b[22m exo-di ${line}\n`;
  const { code } = await run(
    line.replaceAll('\\\n', ' '),
    {
      terminal: true,
      columns,
      transport: sandboxTransport(sandbox),
      endpoints: sandboxEndpoints(sandbox),
      files: memoryFiles({ '/inference.yaml': FILE }),
      env: { ...env, EXO_DI_PRICES: `${new URL(env.EXOSCALE_API_ENDPOINT).origin}/api/pricing/ai` },
      onWrite: (_, text) => {
        printed += text;
      },
    },
    clock,
  );
  if (code !== 0) throw new Error(printed);
  return terminalSvg(printed, { title, columns });
}
