import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const proxy: CommandSpec = {
  name: 'proxy',
  args: ['NAME...'],
  summary: 'Serve a local OpenAI endpoint that wakes deployments on demand',
  about:
    "Passes requests on to the URL of the deployment, with its key. With several deployments, a request chooses one by its model, or by the path /NAME/v1.\n\nWith --wake, a request that arrives at zero replicas is held while the deployment is scaled, together with all requests that arrive meanwhile. With --sleep-after, the deployment is scaled to zero if no request came through this proxy for that long. A request that is held too long or is beyond --max-pending gets a 503 in the form of OpenAI's errors, and so does one whose scaling the quota does not allow.\n\nWithout a token it listens only on this machine. /healthz tells whether it takes requests, /metrics is for Prometheus, and stderr has a line for each request. After SIGTERM or Ctrl-C it ends once all requests have ended, with exit code 0.",
  options: [
    ['--listen <address>', 'address and port (default: 127.0.0.1:8000; port 0: any free one)'],
    ['--wake <n>', 'scale from zero to this many replicas on the first request'],
    ['--sleep-after <duration>', 'scale to zero after this long without requests, 1m or more'],
    ['--max-pending <n>', 'most requests held for a deployment (default: 1000)'],
    ['--wake-timeout <duration>', 'longest time that a request is held (default: 10m)'],
    ['--token <token>', 'API key that callers must send; better set EXO_DI_PROXY_TOKEN'],
    ['--allow-origin <origin...>', 'web pages that may call it, besides those of this machine'],
    ['--drain <duration>', 'how long requests under way may take at the end (default: 30s)'],
    ['--base-url <url>', "send the requests to this OpenAI-compatible URL instead of the deployment's"],
    ZONE,
  ],
  examples: [
    'exo-di deployment proxy my-app --wake 1 --sleep-after 30m -z at-vie-2',
    'exo-di deployment proxy my-app --listen 127.0.0.1:0 -z at-vie-2',
  ],
  endsItself: true,
  load: async () => (await import('./proxy.js')).run,
};
