import type { Settings } from '../../config/settings.js';
import { NODE_VERSION, VERSION } from '../../version.js';
import { type Finding, failed, ok, warn } from './finding.js';

/** The least Node.js that the package asks for. */
const LEAST_NODE = [20, 19] as const;

/** Node.js, and this program; where it is a standalone program, the Bun in it, which calls itself a Node.js too. */
export function nodeFinding(version = NODE_VERSION, bun = process.versions.bun): Finding {
  if (bun) return ok('node', `Bun ${bun} in place of Node.js, exo-di ${VERSION}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  const detail = `Node.js ${version}, exo-di ${VERSION}`;
  if (!old) return ok('node', detail);
  return warn('node', detail, 'unexpected', `install Node.js ${LEAST_NODE.join('.')} or later`);
}

/** The configuration file that counts, its mode, and what is odd about it. */
export function configurationFindings({ file, account, warnings }: Settings): Finding[] {
  const about = file
    ? [
        file.shown,
        // On Windows the bits mean nothing.
        file.path.startsWith('/') ? `mode ${(file.mode & 0o777).toString(8).padStart(3, '0')}` : undefined,
        account ? `account ${account.name}` : 'no account chosen',
      ]
    : ['no file; the environment alone counts'];
  return [
    ok('configuration', about.filter((part) => part !== undefined).join(', ')),
    ...warnings.map((warning) => warn('configuration', warning, 'credentials')),
  ];
}

/** Where the credentials come from, and the beginning of the key; never the secret. */
export async function credentialsFinding(settings: Settings, signal: AbortSignal): Promise<Finding> {
  try {
    const { key, from } = await settings.credentials(signal);
    return ok('credentials', `key ${key.slice(0, 6)}… from ${from}`);
  } catch (error) {
    return failed('credentials', error);
  }
}
