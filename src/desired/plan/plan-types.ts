import type { Deployment } from '../../schemas/deployment.js';
import type { CreateDeploymentRequest, UpdateDeploymentRequest } from '../../schemas/requests.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import type { DesiredReplicas } from '../schedule/schedule.js';
import type { Change } from '../schedule/schedule-changes.js';
import type { ByLoad, ByLogs } from './plan-logs.js';

/** One request of a plan. `from` is undefined if the service does not say how many replicas there are. */
export type Step = { zone: string; name: string } & (
  | { kind: 'create'; request: CreateDeploymentRequest }
  | {
      kind: 'scale';
      id: string;
      from: number | undefined;
      to: number;
      /** GPUs per replica; undefined if the service does not say. */
      gpuCount: number | undefined;
      byLoad?: true;
      /** The deployment is scaled only if it has then been idle for this long, in ms. */
      ifIdleMs?: number;
    }
  /** `actual`: the deployment before the update. */
  | { kind: 'update'; id: string; changes: UpdateDeploymentRequest; actual: Deployment }
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
 * What the plan does with a deployment of the file. `unknown`: it could not be read, see `unseen`; `absent`:
 * it does not exist, and is not created, because zero replicas are desired and the service creates none with zero.
 */
export type PlanAction = 'create' | 'change' | 'none' | 'absent' | 'refused' | 'unknown';

/** The plan for one deployment of the file: what there is, what is desired and why, and what is to be sent. */
export interface PlanEntry {
  zone: string;
  name: string;
  deployment: DesiredDeployment;
  action: PlanAction;
  /** The existing deployment; absent if there is none, if there are several, or if the zone did not answer. */
  actual?: Deployment | undefined;
  /** The replicas that are desired now, and why. */
  desired: DesiredReplicas & ByLogs & { left?: true };
  /** GPUs it takes now, and after the plan. */
  gpus: { family: string; now: number; after: number };
  /** In the order in which they are sent. Empty for `refused`. */
  steps: Step[];
  refusals: Refusal[];
  /** Sentences a reader of the plan should see: a change under way, a deployment not yet needed. */
  notes: string[];
  /** A change by somebody else since the last run here. */
  outside?: ChangedOutside | undefined;
  /** The zones in which an earlier run here had it since it last had it in its own; the file names it there no more. */
  leftIn?: readonly string[] | undefined;
  next?: Change | undefined;
  /** Why it is `unknown`, in a clause: `its zone did not answer`. */
  unseen?: string | undefined;
}

/** GPUs of one family over the whole plan, against the quota. */
export interface FamilyPlan {
  family: string;
  /** The account whose quota it is, if the file names one. */
  account?: string | undefined;
  /** GPUs that the plan's deployments take now, and after it. */
  now: number;
  after: number;
  /** Additional GPUs that the plan takes, freed ones counted; negative when it frees some. */
  needed: number;
  /** The organization's figures; absent if the quota has no such entry. Limit −1 is unlimited. */
  usage?: number | undefined;
  limit?: number | undefined;
  /** GPUs that the quota leaves before the plan; absent if it is unlimited or not known. */
  free?: number | undefined;
  /** How many GPUs are missing; 0 when there is no objection. */
  short: number;
}

/** A private deployment in one of the file's zones that the file does not name. */
export interface Prunable {
  zone: string;
  name: string;
  /** The account of the zone, if the file names one. */
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

/** The replicas that a run last gave to a deployment, as far as it is known here. */
export interface LastSet {
  /** The moment for which the run planned. */
  at: Date;
  replicas: number;
  /** The ID that the deployment then had, if the run knew it. */
  id?: string | undefined;
  /** The number that a later run requested without seeing it reached; it may have been reached since. */
  sent?: number | undefined;
}

export interface ChangedOutside {
  from: number;
  /** Absent if no deployment of the name exists any more. */
  to?: number | undefined;
  /** The name that the deployment has now, if it is found under its ID. */
  renamedTo?: string | undefined;
  /** The moment of the last run here. */
  since: Date;
}

export interface Known {
  lastSet?: LastSet | undefined;
  /** When a run last brought the deployment into its desired state. */
  lastRun?: Date | undefined;
  /** What the load has decided; undefined if it does not decide. */
  load?: ByLoad | undefined;
  /** Since when the deployment has been idle, in ms; undefined if it is not proven for long enough. */
  idleSince?: number | undefined;
  /** See `PlanEntry`. */
  leftIn?: readonly string[] | undefined;
  /** It was created on this machine, and neither the list nor its ID finds it yet. */
  mayExist?: boolean | undefined;
}
