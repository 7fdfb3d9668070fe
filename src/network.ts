import type { Client } from './api/client.js';
import type { TransportOptions } from './api/http/production-transport.js';
import type { Transport } from './api/http/transport.js';
import type { TracedTransport } from './api/trace.js';
import type { Clock } from './clock.js';
import type { Settings } from './config/settings.js';
import type { Env } from './domain/environment.js';
import type { EndpointTransport } from './endpoint/endpoint-transport.js';
import { visible } from './output/visible.js';
import { VERSION } from './version.js';

/** What requests need of the process in which they are made. */
export interface NetworkOptions {
  env: Env;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
  /** Used instead of undici over real sockets. */
  transport?: Transport | undefined;
  /** Used instead of undici for requests to deployments' URLs. */
  endpoints?: EndpointTransport | undefined;
}

const AGENT = `exo-di/${VERSION}`;

/** Opens the transports of a command, when they are first used. With EXOSCALE_TRACE their requests are traced. */
export class Network {
  private transport: Transport | undefined;
  private toEndpoints: Promise<EndpointTransport> | undefined;

  constructor(
    private readonly host: NetworkOptions,
    /** Writes a piece of a trace to stderr. */
    private readonly write: (text: string) => void,
    /** Is told of every call to the service, see `ClientOptions.asking`. */
    private readonly asking: (zone: string | undefined) => () => void,
  ) {}

  /** A new API client, on new connections: those of an earlier one are closed. @throws ExoError usage for a bad endpoint, credentials */
  async client(settings: () => Promise<Settings>, onlyReads: boolean): Promise<Client> {
    const { env, clock, random, signal } = this.host;
    const [read, { createClient }] = await Promise.all([
      settings(),
      import('./api/client.js'),
      this.host.transport ? undefined : import('./api/http/production-transport.js'),
    ]);
    const transport = await this.open({ endpoint: read.endpoint?.url, onlyReads });
    this.transport?.close();
    this.transport = transport;
    const { timeoutMs } = read;
    return createClient({
      transport,
      credentials: async () => {
        const found = await read.credentials(signal);
        transport.hide?.(found.secret);
        return found;
      },
      endpoint: read.endpoint,
      zone: read.zone,
      allowInsecure: env.EXO_DI_ALLOW_HTTP === '1',
      headers: { 'user-agent': AGENT, ...read.headers },
      clock,
      random,
      signal,
      asking: this.asking,
      timeoutMs: timeoutMs !== undefined && timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs,
    });
  }

  /**
   * The transport for requests to deployments' URLs, made once.
   * @throws UsageError for certificates that cannot be used
   */
  endpoints(): Promise<EndpointTransport> {
    this.toEndpoints ??= this.openEndpoints();
    return this.toEndpoints;
  }

  /** A public text, read over a connection of its own, see `Deps.publicText`. */
  async publicText(url: string, timeoutMs: number): Promise<string> {
    const [{ readPublic }, { briefLookup }] = await Promise.all([
      import('./api/public-text.js'),
      import('./api/http/brief-lookup.js'),
    ]);
    const apart = await this.open({ endpoint: url, onlyReads: true, lookup: briefLookup(timeoutMs) });
    // A query can hold a token.
    apart.hide?.(new URL(url).search.slice(1));
    try {
      return await readPublic(apart, { url, timeoutMs, signal: this.host.signal, agent: AGENT });
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
      endpoints ?? (await (await import('./endpoint/undici-streams.js')).createEndpointTransport(env));
    if (!isTracing(env)) return direct;
    return (await import('./endpoint/endpoint-transport.js')).tracedEndpoints(direct, this.tracing());
  }

  /** The transport to a URL. A traced one has `hide`, which keeps a secret out of the trace. */
  private async open(options: Omit<TransportOptions, 'env'>): Promise<Transport & Partial<TracedTransport>> {
    const { env, transport } = this.host;
    const direct =
      transport ??
      (await import('./api/http/production-transport.js')).createProductionTransport({ env, ...options });
    return isTracing(env) ? (await import('./api/trace.js')).traced(await direct, this.tracing()) : direct;
  }

  private tracing() {
    return {
      write: (line: string) => this.write(`${visible(line)}\n`),
      now: () => this.host.clock.now(),
    };
  }
}

/** Does EXOSCALE_TRACE ask to print requests, and the stack of an error? Empty, 0 and false do not. */
export function isTracing(env: NetworkOptions['env']): boolean {
  return !['', '0', 'false'].includes(env.EXOSCALE_TRACE ?? '');
}
