import type { Client } from './api/client.js';
import type { TransportOptions } from './api/http/production-transport.js';
import type { Transport } from './api/http/transport.js';
import type { Clock } from './clock.js';
import type { Settings } from './config/settings.js';
import type { EndpointTransport } from './endpoint/transport.js';
import { visible } from './output/visible.js';

/** Where requests are made, and what they may go through. */
export interface NetworkOptions {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
  /** In place of undici over real sockets. */
  transport?: Transport | undefined;
  /** The same for requests to deployments' URLs. */
  endpoints?: EndpointTransport | undefined;
}

/** Opens what a command's requests go through: traced where EXOSCALE_TRACE asks for it, loaded when it is needed. */
export class Network {
  private transport: Transport | undefined;
  private toEndpoints: Promise<EndpointTransport> | undefined;

  constructor(
    private readonly host: NetworkOptions,
    /** Writes a piece of a trace to stderr. */
    private readonly write: (text: string) => void,
  ) {}

  /** The API client, a new one. @throws ExoError usage for a bad endpoint, credentials */
  async client(settings: () => Promise<Settings>, onlyReads: boolean): Promise<Client> {
    const { env, clock, random, signal } = this.host;
    const [read, { createClient }] = await Promise.all([
      settings(),
      import('./api/client.js'),
      this.host.transport ? undefined : import('./api/http/production-transport.js'),
    ]);
    const direct = await this.direct({ endpoint: read.endpoint?.url, onlyReads });
    const trace = await this.traced(direct);
    this.transport = trace ?? direct;
    const { timeoutMs } = read;
    return createClient({
      transport: this.transport,
      credentials: async () => {
        const found = await read.credentials(signal);
        trace?.hide(found.secret);
        return found;
      },
      endpoint: read.endpoint,
      zone: read.zone,
      allowInsecure: env.EXO_DI_ALLOW_HTTP === '1',
      headers: { 'user-agent': await userAgent(), ...read.headers },
      clock,
      random,
      signal,
      timeoutMs: timeoutMs !== undefined && timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs,
    });
  }

  /** What requests to deployments' URLs go through, made once. @throws UsageError for certificates that cannot be used */
  endpoints(): Promise<EndpointTransport> {
    this.toEndpoints ??= this.openEndpoints();
    return this.toEndpoints;
  }

  /** What everyone may read at an address, over a connection of its own, see `Deps.publicText`. */
  async publicText(url: string, timeoutMs: number): Promise<string> {
    const [{ readPublic }, { briefLookup }] = await Promise.all([
      import('./api/public-text.js'),
      import('./api/http/brief-lookup.js'),
    ]);
    const direct = await this.direct({ endpoint: url, onlyReads: true, lookup: briefLookup(timeoutMs) });
    const apart = (await this.traced(direct)) ?? direct;
    try {
      const { signal } = this.host;
      return await readPublic(apart, { url, timeoutMs, signal, agent: await userAgent() });
    } finally {
      if (!this.host.transport) apart.close();
    }
  }

  close(): void {
    this.transport?.close();
    this.toEndpoints?.then(
      ({ close }) => close(),
      () => {},
    );
  }

  private async openEndpoints(): Promise<EndpointTransport> {
    const { env, endpoints } = this.host;
    const direct =
      endpoints ?? (await (await import('./endpoint/undici-transport.js')).createEndpointTransport(env));
    if (!isTracing(env)) return direct;
    return (await import('./endpoint/transport.js')).tracedEndpoints(direct, this.tracing());
  }

  private async direct(options: Omit<TransportOptions, 'env'>): Promise<Transport> {
    if (this.host.transport) return this.host.transport;
    const { createProductionTransport } = await import('./api/http/production-transport.js');
    return createProductionTransport({ env: this.host.env, ...options });
  }

  private async traced(direct: Transport) {
    return isTracing(this.host.env)
      ? (await import('./api/trace.js')).traced(direct, this.tracing())
      : undefined;
  }

  private tracing() {
    return {
      write: (line: string) => this.write(`${visible(line)}\n`),
      now: () => this.host.clock.now(),
    };
  }
}

/** EXOSCALE_TRACE asks for the requests, and for where an error comes from; 0 and nothing do not. */
export function isTracing(env: NetworkOptions['env']): boolean {
  return !['', '0', 'false'].includes(env.EXOSCALE_TRACE ?? '');
}

async function userAgent(): Promise<string> {
  const { VERSION } = await import('./version.js');
  return `exo-di/${VERSION}`;
}
