import type { Deployment } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest, UpdateDeploymentRequest } from '../../schemas/requests.js';
import type { DesiredDeployment } from '../file/schema.js';
import type { DesiredReplicas } from '../schedule/schedule.js';
import type { Change } from '../schedule/schedule-changes.js';
import type { ByLoad, ByLogs } from './plan-logs.js';

/** One request of a plan. `from` is absent where the service does not say how many replicas there are. */
export type Step = { zone: string; name: string } & (
  | { kind: 'create'; request: CreateDeploymentRequest }
  | {
      kind: 'scale';
      id: string;
      from: number | undefined;
      to: number;
      /** GPUs per replica, where the service tells. */
      gpuCount: number | undefined;
      byLoad?: true;
      /** How long it has to be idle still when this is sent, in ms. */
      ifIdleMs?: number;
    }
  | { kind: 'update'; id: string; changes: UpdateDeploymentRequest }
  | { kind: 'delete'; id: string }
);

/** Why a deployment cannot become what the file says, in a sentence, and what can be done instead. */
export interface Refusal {
  kind: 'gpu-count' | 'gpu-type' | 'model' | 'ambiguous' | 'no-id';
  message: string;
  /** Complete commands, or what to write in the file. */
  waysOut: string[];
}

/**
 * What becomes of a deployment of the file: `unknown` when its zone did not answer, `absent` when it does not exist
 * and need not, since zero replicas are desired and none can be created with zero.
 */
export type PlanAction = 'create' | 'change' | 'none' | 'absent' | 'refused' | 'unknown';

/** One deployment of the file: what is, what should be and why, what would be sent. */
export interface PlanEntry {
  zone: string;
  name: string;
  deployment: DesiredDeployment;
  action: PlanAction;
  /** What there is; absent where it does not exist, is not unique, or is not known. */
  actual?: Deployment | undefined;
  /** What should be now, and why. */
  desired: DesiredReplicas & ByLogs & { left?: true };
  /** GPUs it takes now, and after the plan. */
  gpus: { family: string; now: number; after: number };
  /** In the order in which they are to be sent. Empty for `refused`. */
  steps: Step[];
  refusals: Refusal[];
  /** Sentences a reader of the plan should see: a change under way, a deployment not yet needed. */
  notes: string[];
  /** Somebody else has changed it since a run of ours. */
  outside?: ChangedOutside | undefined;
  next?: Change | undefined;
}

/** GPUs of one family over the whole plan, against the quota. */
export interface FamilyPlan {
  family: string;
  /** Whose quota it is, where the file names an account. */
  account?: string | undefined;
  /** GPUs that the plan's deployments take now, and after it. */
  now: number;
  after: number;
  /** Additional GPUs that the plan takes, freed ones counted; negative when it frees some. */
  needed: number;
  /** The organization's figures; absent without an entry in the quota. Limit −1 is unlimited. */
  usage?: number | undefined;
  limit?: number | undefined;
  /** What the quota leaves before the plan; absent where it is unlimited or not known. */
  free?: number | undefined;
  /** How many GPUs are missing; 0 when there is no objection. */
  short: number;
}

/** A private deployment in one of the file's zones that the file does not name. */
export interface Prunable {
  zone: string;
  name: string;
  /** Where the file names an account. */
  account?: string | undefined;
  id?: string | undefined;
  deployment: Deployment;
  gpus: number;
}

export interface Plan {
  at: Date;
  /** In the order of the file. */
  entries: PlanEntry[];
  /** Every step in the order in which to send them: what frees GPUs first. */
  steps: Step[];
  /** Sorted by family. */
  families: FamilyPlan[];
  /** Deployments outside the file; they are touched only when pruning was asked for. */
  prunable: Prunable[];
}

/** What a run has last made of a deployment, as far as it is known here. */
export interface LastSet {
  /** The moment the run went by. */
  at: Date;
  replicas: number;
  /** A size that a later run has asked for, and not seen come: it may have come since. */
  sent?: number | undefined;
}

export interface ChangedOutside {
  from: number;
  /** Absent where it does not exist any more. */
  to?: number | undefined;
  /** Since the run of this moment. */
  since: Date;
}

export interface Known {
  lastSet?: LastSet | undefined;
  /** When a run last brought it into its state. */
  lastRun?: Date | undefined;
  /** What the load has decided; undefined where it does not. */
  load?: ByLoad | undefined;
  /** Since when it has been idle for long enough, in ms; undefined where that is not proven. */
  idleSince?: number | undefined;
}
