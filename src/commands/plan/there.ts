import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/schema.js';
import { isOwn } from '../../domain/deployment-state.js';
import type { Deployment } from '../../schemas/deployment.js';

export type Named = Pick<DesiredDeployment, 'zone' | 'name'>;

export const keyOf = ({ zone, name }: Named) => `${zone}/${name}`;

/** What there is in each zone. */
export type There = ReadonlyMap<string, readonly Deployment[]>;

/** The deployment that a file means; undefined where there is none of the name, or more than one. */
export function onlyOne(there: There, { zone, name }: Named): (Deployment & { id: string }) | undefined {
  const [one, ...others] = (there.get(zone) ?? []).filter((each) => isOwn(each) && each.name === name);
  return one?.id === undefined || others.length > 0 ? undefined : { ...one, id: one.id };
}

/** Which moment a plan is for, and when a run last brought a deployment into its state. */
export interface Moment {
  at: Date;
  lastRun(deployment: Named): Date | undefined;
}

/** Further from now than this, in ms, the logs of now say nothing of a moment. */
const NOW_MS = 60_000;

export const isNow = ({ clock }: Deps, at: Date) => Math.abs(at.getTime() - clock.now()) <= NOW_MS;
