import { ZONE } from '../../../program/flags.js';
import type { CommandSpec } from '../../../program/spec.js';

export const proxy: CommandSpec = {
  name: 'proxy',
  args: ['NAME...'],
  summary: 'Serve a local OpenAI endpoint that wakes what sleeps',
  about:
    "Passes requests on to the URL of the deployment, with its key; several deployments are told apart by the model that a request names, or by the path /NAME/v1. With --wake a request that finds zero replicas is held while the deployment is scaled, once for all that come meanwhile; with --sleep-after it is scaled to zero when nothing has come through this proxy for so long, and no request is under way. What is held too long, or beyond --max-pending, and a wake that the quota does not allow, is a 503 in the shape of OpenAI's errors. Without a token it listens on this machine alone. /healthz says whether it takes requests, /metrics is for Prometheus, and stderr has a line for each request. SIGTERM and Ctrl-C end it once what is under way has ended: exit code 0.",
  options: [
    ['--listen <address>', 'address and port (default: 127.0.0.1:8000; port 0: any free one)'],
    ['--wake <n>', 'scale from zero to so many replicas on the first request'],
    ['--sleep-after <duration>', 'scale to zero when nothing came for so long, 1m or more'],
    ['--max-pending <n>', 'requests held for a deployment at most (default: 1000)'],
    ['--wake-timeout <duration>', 'how long one is held at most (default: 10m)'],
    ['--token <token>', 'what callers send as API key; better in EXO_DI_PROXY_TOKEN'],
    ['--allow-origin <origin...>', 'web pages that may ask, beside those of this machine'],
    ['--drain <duration>', 'how long requests under way may take at the end (default: 30s)'],
    ['--base-url <url>', "where the OpenAI-compatible API is, in place of the deployment's URL"],
    ZONE,
  ],
  examples: [
    'exo-di deployment proxy my-app --wake 1 --sleep-after 30m -z at-vie-2',
    'exo-di deployment proxy my-app --listen 127.0.0.1:0 -z at-vie-2',
  ],
  endsItself: true,
  load: async () => (await import('./proxy.js')).run,
};
