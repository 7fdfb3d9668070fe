import type { Explained } from '../../errors.js';
import type { View } from '../view.js';

/** Why a deployment does not serve requests, or that it does. */
export interface Explanation extends Pick<Explained, 'evidence' | 'fixes' | 'confidence'> {
  name: string;
  zone: string;
  state: string;
  /** A kind of `EngineFailure`, or `stopped`, `starting`, `unknown`; absent where nothing is wrong. */
  kind?: string | undefined;
  /** The cause in words; absent where nothing is wrong. */
  cause?: string | undefined;
}

export const explanationView: View<Explanation> = {
  name: 'explanation',
  fields: [
    { key: 'name', value: (e) => e.name, keep: true },
    { key: 'zone', value: (e) => e.zone, keep: true },
    { key: 'state', value: (e) => e.state, keep: true },
    { key: 'kind', value: (e) => e.kind, keep: true },
    { key: 'cause', value: (e) => e.cause, prose: true },
    { key: 'evidence', value: (e) => e.evidence.join('\n'), prose: true },
    { key: 'fix', value: (e) => e.fixes[0], prose: true },
    { key: 'confidence', value: (e) => e.confidence },
  ],
};
