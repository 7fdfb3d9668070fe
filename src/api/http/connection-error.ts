import { errorCode } from '../../domain/system-error.js';
import { TransportError } from './transport.js';

/**
 * The TransportError for a failure of Node or undici, in plain words.
 * @param host name and port of the peer, for the message @param sent whether the request may have been sent
 * @param proxy through which the peer was to be reached, as messages name it
 */
export function connectionError(error: Error, host: string, sent: boolean, proxy?: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  if (sent) return new TransportError('lost', true, plainReason(error, code), { cause: error });
  const { sentence, hint } = certificateFault(code, host, proxy) ?? {};
  if (sentence) return new TransportError('certificate', false, sentence, { cause: error, hint });
  const through = proxy === undefined ? '' : ` through ${proxy}`;
  return new TransportError('connect', false, plainReason(error, code) + through, { cause: error });
}

/**
 * The code of an error. If data waits to be written, Node reports a TLS fault only as EPROTO, and the reason is in the
 * message.
 */
function codeOf(error: Error): string {
  const code = errorCode(error) ?? '';
  const [, reason] = (code === 'EPROTO' && /:SSL routines:[^:]*:([^:]+):/.exec(error.message)) || [];
  return reason ? `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}` : code;
}

/** Plain reasons for error codes, in place of Node's messages, such as "connect ECONNREFUSED 127.0.0.1:1". */
const PLAIN_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  ENOTFOUND: 'the host name is not known',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too large',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
};

function plainReason(error: Error, code: string): string {
  if (code.startsWith('ERR_SSL_')) return `the connection was lost (${code})`;
  // If several addresses were tried in vain, the failure of the first stands for all.
  const one = error instanceof AggregateError ? error.errors[0] : undefined;
  const reason = PLAIN_REASONS[code] ?? PLAIN_REASONS[errorCode(one) ?? ''];
  if (!reason && code.startsWith('HPE_')) return 'the answer is not HTTP';
  return reason ?? (error.message || code || 'the connection failed');
}

/** The hint if a proxy may be in the way. */
export const withoutProxy = (host: string) => `if ${host} is reachable without a proxy, add it to NO_PROXY`;

/** The message for a fault of TLS that no repetition mends, and a hint at what to do about it. */
function certificateFault(
  code: string,
  host: string,
  proxy: string | undefined,
): { sentence: string; hint?: string } | undefined {
  switch (code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return {
        sentence: `the certificate of ${host} is from an authority this machine does not trust`,
        hint: 'if a proxy opens TLS here, or the authority is your own, name its certificate file (PEM):\nexport NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { sentence: `the certificate presented by ${host} is for another host` };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return {
        sentence: `the certificate of ${host} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}`,
        hint: "check this machine's clock: date -u",
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      // A proxy that shows a login page instead of connecting has answered CONNECT with 200.
      return proxy
        ? {
            sentence: `${host} does not answer in TLS through ${proxy}`,
            hint: withoutProxy(host),
          }
        : {
            sentence: `${host} does not answer in TLS`,
            hint: 'is it the right port, and https rather than http?',
          };
    default:
      return /CERT|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code)
        ? { sentence: `no secure connection to ${host} (${code})` }
        : undefined;
  }
}
