import { readFileSync } from 'node:fs';
import type { Env } from '../../domain/env.js';
import { systemProblem } from '../../domain/system-error.js';
import { UsageError } from '../../errors.js';
import { once } from '../../once.js';

/**
 * The certificates of the file that SSL_CERT_FILE names, which are trusted in place of the usual ones, as curl and
 * programs written in Go do it; Node itself passes the variable over. Those of NODE_EXTRA_CA_CERTS, which Node adds to
 * the usual ones, are added to these.
 * @returns what reads them, once, when they are first asked for, and throws a UsageError when a file cannot be read or
 *   has no certificate
 */
export function authorities(env: Env): () => string[] {
  return once(() =>
    ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'].flatMap((name) => {
      const path = env[name];
      return path ? [certificates(path, name)] : [];
    }),
  );
}

function certificates(path: string, from: string): string {
  const named = `${from}: file ${JSON.stringify(path)}`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${systemProblem(error)}`);
  }
  if (/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(text)) return text;
  throw new UsageError(`${named} has no certificate in PEM`);
}
