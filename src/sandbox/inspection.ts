import type { Deployment } from '../schemas/deployment.js';
import type { Model } from '../schemas/model.js';
import { showDeployment } from './deployment-view.js';
import { newDeployment } from './deployments.js';
import { newModel } from './hugging-face.js';
import { showModel } from './models.js';
import type { LatencyLaw } from './openai/openai-law.js';
import { usedGpus } from './quotas.js';
import type { DeploymentRecord } from './records.js';
import { gpuHours, setReplicas } from './replicas.js';
import { settle } from './settle.js';
import type { Call, World } from './world.js';
import { DEFAULT_ZONE, type ZoneName } from './zones.js';

/** A deployment for a test to put into the world without any checks. */
export interface PlacedDeployment {
  zone: ZoneName;
  name: string;
  gpuType?: string;
  gpuCount?: number;
  replicas?: number;
  /** `public`: a deployment of the service itself, which only `?visibility=public` lists. */
  visibility?: 'private' | 'public';
  modelName?: string;
  /** The ID; a new one if absent. */
  id?: string;
}

/** Functions with which tests read and change a world without a request. */
export function inspection(world: World) {
  const settled = (zone: ZoneName): Call => {
    const call = { world, zone, now: world.clock.now(), origin: 'http://sandbox' };
    settle(world.data, call.now);
    return call;
  };
  const find = (id: string) => world.data.deployments.find((record) => record.id === id);
  return {
    /** All private deployments of one zone or of all zones, as `get-deployment` shows them. */
    deployments(zone?: ZoneName): Deployment[] {
      const call = settled(zone ?? DEFAULT_ZONE);
      return world.data.deployments
        .filter((record) => record.visibility === 'private' && (zone === undefined || record.zone === zone))
        .map((record) => showDeployment(call, record));
    },
    models(zone: ZoneName): Model[] {
      const call = settled(zone);
      return world.data.models
        .filter((record) => record.zone === zone)
        .map((record) => showModel(call, record));
    },
    /** GPUs of a family in use, over all zones. */
    usedGpus: (family: string): number => usedGpus(world, family),
    /** GPU-hours that a deployment has used so far, by the sandbox's clock; 0 for an unknown ID. */
    gpuHours(id: string): number {
      const record = find(id);
      return record ? gpuHours(record, settled(DEFAULT_ZONE).now) : 0;
    },
    /** Puts a ready deployment into the world without checking quota and names. @returns its ID */
    place(deployment: PlacedDeployment): string {
      const record = placed(world, deployment);
      world.data.deployments.push(record);
      return record.id;
    },
    /**
     * Overrides fields of a deployment in answers: with unknown states, hostile text, or undefined for a missing field.
     */
    override(id: string, fields: Readonly<Record<string, unknown>>): void {
      const record = find(id);
      if (record) record.overrides = { ...record.overrides, ...fields };
    },
    /** Sets how many requests a deployment has at hand from now on; undefined: again those of the day's load. */
    setLoad: (name: string, requests: number | undefined): void =>
      world.load.set(name, requests, world.clock.now()),
    /** Changes the quota of a GPU family; null removes the entry, so that the family is not limited. */
    setQuota(family: string, limit: number | null): void {
      if (limit === null) world.quotas.delete(family);
      else world.quotas.set(family, limit);
    },
    /** Changes how long replies take from now on. */
    setLatency(law: Partial<LatencyLaw>): void {
      world.engines.law = { ...world.engines.law, ...law };
    },
    /** How many requests a deployment is answering, and how many wait for a slot. */
    load: (id: string): { running: number; waiting: number } => world.engines.of(id),
  };
}

function placed(world: World, deployment: PlacedDeployment): DeploymentRecord {
  const { id, zone, name, gpuType = 'gpua5000', gpuCount = 1, replicas = 1 } = deployment;
  const { modelName = 'mistralai/Mistral-7B-Instruct-v0.3', visibility = 'private' } = deployment;
  const call = { world, zone, now: world.clock.now(), origin: 'http://sandbox' };
  const { models } = world.data;
  const model =
    models.find((known) => known.zone === zone && known.name === modelName) ??
    newModel(world.newId(), zone, modelName, call.now);
  if (!models.includes(model)) models.push(model);
  const record = newDeployment(call, {
    id: id ?? world.newId(),
    name,
    model: { id: model.id, name: model.name },
    gpuType,
    gpuCount,
    visibility,
  });
  setReplicas(record, replicas, call.now, () => call.now);
  return record;
}
