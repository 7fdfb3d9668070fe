import type { View } from '../view.js';

/** Why a deployment does not serve requests, or that it does. */
export interface Explanation {
  name: string;
  zone: string;
  state: string;
  /** A kind of `EngineFailure`, or `stopped`, `starting`, `unknown`; absent where nothing is wrong. */
  kind?: string | undefined;
  /** The cause in words; absent where nothing is wrong. */
  cause?: string | undefined;
  /** The log lines that prove the cause. */
  evidence: readonly string[];
  /** What to do, as commands or in words; the best first. */
  fixes: readonly string[];
  confidence: 'high' | 'low' | 'none';
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
