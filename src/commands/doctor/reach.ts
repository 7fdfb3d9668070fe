import { isIP } from 'node:net';
import { DEFAULT_ENDPOINT } from '../../api/api-endpoint.js';
import type { Client } from '../../api/client.js';
import { bareHost } from '../../api/http/address.js';
import { type ProxyServer, proxyFor } from '../../api/http/proxy-settings.js';
import { type HttpResponse, TransportError } from '../../api/http/transport.js';
import type { Network } from '../../api/probe.js';
import { isPage } from '../../api/refusal.js';
import { isSuccess } from '../../api/status.js';
import type { Deps } from '../../deps.js';
import { isLoopback } from '../../domain/loopback.js';
import { ExoError } from '../../errors.js';
import { type Finding, fail, failed, ok, skip, warn } from './finding.js';

/** The endpoint to reach: that of a zone, or the one that lists the zones. */
interface Target {
  zone?: string | undefined;
  endpoint: string;
  /** Where the endpoint comes from, for messages. */
  from: string;
}

/** How a target is reached: the findings, and the answer if there was one. */
export interface Reach {
  findings: Finding[];
  response?: HttpResponse | undefined;
  /** This machine's clock when the answer came, in ms since the UNIX epoch. */
  atMs?: number | undefined;
}

export interface ReachOptions {
  network: Network;
  /** The time limit of each step; undefined means none. */
  timeoutMs: number | undefined;
}

/** The way to an endpoint, through a proxy if there is one. */
interface Way extends ReachOptions {
  origin: URL;
  proxy: ProxyServer | undefined;
}

/** Checks the way to an endpoint step by step (proxy, DNS, TLS, API), and stops at the first step that fails. */
export async function reach(
  deps: Pick<Deps, 'env' | 'clock' | 'signal'>,
  client: Client,
  { zone, endpoint, from }: Target,
  { network, timeoutMs }: ReachOptions,
): Promise<Reach> {
  if (!URL.canParse(endpoint))
    return { findings: [{ ...fail('api', `${from} is not a URL`, 'unavailable'), zone }] };
  const findings: Finding[] = [];
  const way: Way = { origin: new URL(endpoint), proxy: undefined, network, timeoutMs };
  let step = 'proxy';
  try {
    const proxy = proxyFor(way.origin, deps.env);
    way.proxy = proxy;
    findings.push(ok('proxy', proxy ? `through ${proxy.host} (${proxy.from})` : 'none'));
    step = 'dns';
    findings.push(await dnsFinding(way));
    step = 'tls';
    findings.push(await tlsFinding(way, deps.env));
    step = 'api';
    const started = deps.clock.now();
    const response = await client.probe(endpoint, from, { timeoutMs, signal: deps.signal });
    const atMs = deps.clock.now();
    findings.push(apiFinding(response, atMs - started, `${endpoint} (${from})`));
    return { findings: inZone(findings, zone), response, atMs };
  } catch (error) {
    const found = stepFailed(step, error, way, { zone, endpoint, from });
    // If the proxy made a later step fail, the failure replaces the finding that the proxy is well.
    const kept = findings.filter(({ check }) => check !== found.check);
    return { findings: inZone([...kept, found], zone) };
  }
}

const inZone = (findings: readonly Finding[], zone: string | undefined) =>
  findings.map((finding) => ({ ...finding, zone }));

async function dnsFinding({ origin, proxy, network, timeoutMs }: Way): Promise<Finding> {
  const { hostname } = origin;
  if (proxy) return skip('dns', `${hostname} is looked up by the proxy`);
  if (isIP(bareHost(origin))) return ok('dns', 'not needed for an IP address');
  const addresses = await network.lookUp(hostname, timeoutMs);
  return ok('dns', `${hostname} is ${addresses.slice(0, 2).join(', ')}${addresses.length > 2 ? ', …' : ''}`);
}

async function tlsFinding({ origin, proxy, network, timeoutMs }: Way, env: Deps['env']): Promise<Finding> {
  if (origin.protocol !== 'https:') {
    return env.EXO_DI_ALLOW_HTTP === '1'
      ? warn('tls', 'not encrypted (EXO_DI_ALLOW_HTTP)', 'credentials')
      : ok('tls', 'not needed for this machine itself');
  }
  const { protocol, validTo, issuer } = await network.handshake(origin, proxy, timeoutMs);
  const until = validTo ? `, certificate until ${validTo.toISOString().slice(0, 10)}` : '';
  const detail = `${protocol}${until}${issuer ? ` by ${issuer}` : ''}`;
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
    ? warn('tls', `${detail}, not checked (NODE_TLS_REJECT_UNAUTHORIZED=0)`, 'credentials')
    : ok('tls', detail);
}

/** @param named the endpoint, and where it comes from */
function apiFinding(response: HttpResponse, tookMs: number, named: string): Finding {
  const { status, body } = response;
  if (isSuccess(status) ? !body.includes('"zones"') : status === 403 && isPage(response)) {
    const hint = 'does a login page of the network answer, or is the endpoint wrong?';
    return fail('api', 'what answers is not the API', 'unavailable', hint);
  }
  if (status === 403) return { ...ok('api', `answered in ${tookMs} ms (HTTP 403)`), tookMs };
  if (!isSuccess(status)) {
    const hint = status === 404 ? `there is no API at ${named}` : undefined;
    return fail('api', `answered with HTTP ${status} in ${tookMs} ms`, 'unavailable', hint);
  }
  return { ...ok('api', `answered in ${tookMs} ms`), tookMs };
}

function stepFailed(step: string, error: unknown, { origin, proxy }: Way, target: Target): Finding {
  if (error instanceof ExoError) return failed(step, error);
  if (!(error instanceof TransportError)) throw error;
  const itself = proxy !== undefined && error.message.includes(proxy.host);
  const isNamed = itself || error.message.includes(origin.host);
  const detail = isNamed ? error.message : `${origin.host}: ${error.message}`;
  const unreached = itself ? `is it the right proxy? ${proxy.from} names it` : hintAt(target, origin, proxy);
  const hint = error.hint ?? (error.fault === 'connect' ? unreached : undefined);
  return fail(itself ? 'proxy' : step, detail, 'unavailable', hint);
}

/** What to look at if no connection to a target is made. */
function hintAt(
  { zone, endpoint, from }: Target,
  { hostname }: URL,
  proxy?: ProxyServer,
): string | undefined {
  if (zone === undefined && endpoint !== DEFAULT_ENDPOINT)
    return `is it the right endpoint? it is ${endpoint} (${from})`;
  if (proxy || isLoopback(hostname)) return undefined;
  return 'is this machine online? if only a proxy reaches the internet here, set HTTPS_PROXY';
}
