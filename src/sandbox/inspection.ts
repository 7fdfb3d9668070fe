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

/** A deployment to be put into the world past the rules. */
export interface PlacedDeployment {
  zone: ZoneName;
  name: string;
  gpuType?: string;
  gpuCount?: number;
  replicas?: number;
  /** `public` is one of the service's own, which only `?visibility=public` lists. */
  visibility?: 'private' | 'public';
  modelName?: string;
  /** One of its own, else any. */
  id?: string;
}

/** What tests see and set of a world without a request. */
export function inspection(world: World) {
  const settled = (zone: ZoneName): Call => {
    const call = { world, zone, now: world.clock.now(), origin: 'http://sandbox' };
    settle(world.data, call.now);
    return call;
  };
  const find = (id: string) => world.data.deployments.find((record) => record.id === id);
  return {
    /** Every private deployment there is, in one zone or in all, with all details. */
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
    /** GPUs in use of a family, over all zones. */
    usedGpus: (family: string): number => usedGpus(world, family),
    /** GPU hours used so far by a deployment, in the sandbox's time. 0 for an unknown ID. */
    gpuHours(id: string): number {
      const record = find(id);
      return record ? gpuHours(record, settled(DEFAULT_ZONE).now) : 0;
    },
    /** Puts a deployment into the world, ready, whatever quota and names say. @returns its ID */
    place(deployment: PlacedDeployment): string {
      const record = placed(world, deployment);
      world.data.deployments.push(record);
      return record.id;
    },
    /** Shows wire fields of a deployment other than they are: unknown states, missing fields (undefined), hostile text. */
    override(id: string, fields: Readonly<Record<string, unknown>>): void {
      const record = find(id);
      if (record) record.overrides = { ...record.overrides, ...fields };
    },
    /** From now on a deployment has so many requests at hand; undefined: those of the day again. */
    setLoad: (name: string, requests: number | undefined): void =>
      world.load.set(name, requests, world.clock.now()),
    /** Changes a family's limit; null removes the entry. */
    setQuota(family: string, limit: number | null): void {
      if (limit === null) world.quotas.delete(family);
      else world.quotas.set(family, limit);
    },
    /** Changes how long replies take from now on. */
    setLatency(law: Partial<LatencyLaw>): void {
      world.engines.law = { ...world.engines.law, ...law };
    },
    /** Requests of a deployment that are being answered, and those that wait for it. */
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
