import { readFileSync } from 'node:fs';
import type { Env } from '../../domain/environment.js';
import { systemProblem } from '../../domain/system-error.js';
import { UsageError } from '../../errors.js';
import { once } from '../../once.js';

/**
 * The certificates of the files that SSL_CERT_FILE and NODE_EXTRA_CA_CERTS name. Those of SSL_CERT_FILE are trusted
 * instead of the default ones, as in curl and programs written in Go; Node itself ignores this variable. Those of
 * NODE_EXTRA_CA_CERTS, which Node adds to its default ones, are added to them.
 * @returns a function that reads the files at its first call, and throws a UsageError for one that cannot be read or
 * has no certificate
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
