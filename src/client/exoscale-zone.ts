import type { CallOptions } from '../api/call.js';
import type { Created } from '../api/create-once.js';
import { poll, type WaitOptions, waitForOperation } from '../api/wait.js';
import type { ZoneClient } from '../api/zone-client.js';
import { hasScope } from '../domain/api-key-scope.js';
import { isNamed, matchesRequest } from '../domain/immutable.js';
import { ExoError, failureOf, ifMissing } from '../errors.js';
import type { ApiKey, CreatedApiKey } from '../schemas/api-key.js';
import type { Deployment, DeploymentEntry } from '../schemas/deployment.js';
import type { Model } from '../schemas/model.js';
import type { Operation } from '../schemas/operation.js';
import type { Called } from './create.js';
import type { Creation, ExoscaleZone } from './types.js';
import { type ZoneSettings, zoneActs } from './zone-acts.js';

/** Makes a zone, as programs see it, from the operations of `src/api`. */
export function exoscaleZone(zone: ZoneClient, settings: ZoneSettings): ExoscaleZone {
  const name = zone.zone;
  const { call, create, update, remove, wait } = zoneActs(name, settings);
  return {
    name,
    listDeployments: (o) => call(o, (own) => zone.listDeployments(own)),
    getDeployment: (id, o) => call(o, (own) => zone.getDeployment(id, own)),
    createDeployment: (body, o) =>
      create<DeploymentEntry, Operation, Creation>(
        o,
        (own) => ({
          ...deploymentCalled(body.name),
          send: () => zone.createDeployment(body, own),
          list: (limits) => zone.listDeployments({ ...own, ...limits }),
          isNamed: isNamed(body.name),
          matches: (entry) => matchesRequest(entry, body),
          get: (id) => zone.getDeployment(id, own),
          idOf: ({ reference }) => reference?.id,
        }),
        creation,
      ),
    updateDeployment: (id, body, o) =>
      update(id, body, deploymentCalled, o, (own) => zone.updateDeployment(id, body, own)),
    scaleDeployment: (id, body, o) => call(o, (own) => zone.scaleDeployment(id, body, own)),
    deleteDeployment: (id, o) => remove(id, o, zone.deleteDeployment, zone.getDeployment),
    revealDeploymentApiKey: (id, o) =>
      call(o, async (own) => (await zone.revealDeploymentApiKey(id, own))['api-key']),
    getDeploymentLogs: (id, tail, o) =>
      call(o, async (own) => (await zone.getDeploymentLogs(id, tail, own)).logs),
    getInferenceEngineHelp: (version, o) =>
      call(o, async (own) => (await zone.getInferenceEngineHelp(version, own)).parameters),
    listInstanceTypes: (o) => call(o, (own) => zone.listInstanceTypes(own)),
    listModels: (o) => call(o, (own) => zone.listModels(own)),
    getModel: (id, o) => call(o, (own) => zone.getModel(id, own)),
    createModel: (body, o) =>
      create<Model, Operation, Creation>(
        o,
        (own) => ({
          what: `model ${body.name}`,
          send: () => zone.createModel(body, own),
          list: (limits) => zone.listModels({ ...own, ...limits }),
          isNamed: (model) => model.name === body.name,
          matches: () => true,
          get: (id) => zone.getModel(id, own),
          idOf: ({ reference }) => reference?.id,
        }),
        creation,
      ),
    deleteModel: (id, o) => remove(id, o, zone.deleteModel, zone.getModel),
    listApiKeys: (o) => call(o, (own) => zone.listApiKeys(own)),
    getApiKey: (id, o) => call(o, (own) => zone.getApiKey(id, own)),
    createApiKey: (body, o) =>
      create<ApiKey, CreatedApiKey, CreatedApiKey>(
        o,
        (own) => ({
          ...apiKeyCalled(body.name),
          send: () => zone.createApiKey(body, own),
          list: (limits) => zone.listApiKeys({ ...own, ...limits }),
          isNamed: (key) => key.name === body.name,
          matches: (key) => hasScope(key, body.scope) !== false,
          get: (id) => zone.getApiKey(id, own),
          idOf: ({ id }) => id,
        }),
        async (created, own) => {
          if (created.kind === 'answered') return created.answer;
          const { id } = created.item;
          const { value } = await zone.revealApiKey(id, own).catch((error: unknown) => {
            throw unrevealed(id, `API key ${body.name} was created as ${id}`, name, error);
          });
          return { ...created.item, value };
        },
      ),
    updateApiKey: (id, body, o) =>
      update(id, body, apiKeyCalled, o, (own) => zone.updateApiKey(id, body, own)),
    deleteApiKey: (id, o) => remove(id, o, zone.deleteApiKey, zone.getApiKey),
    revealApiKey: (id, o) => call(o, async (own) => (await zone.revealApiKey(id, own)).value),
    rotateApiKey: (id, o) => call(o, async (own) => (await zone.rotateApiKey(id, own)).value),
    listQuotas: (o) => call(o, (own) => zone.listQuotas(own)),
    getOrganization: (o) => call(o, (own) => zone.getOrganization(own)),
    getOperation: (id, o) => call(o, (own) => zone.getOperation(id, own)),
    waitForOperation: (operation, o) =>
      wait(o, async (waiting) => {
        const first =
          typeof operation === 'string' ? await zone.getOperation(operation, lookOf(waiting)) : operation;
        return waitForOperation(zone, first, { ...waiting, what: finishing(first) }).catch((error) => {
          if (failureOf(error).kind === 'operation-failed')
            settings.creations.settled(first.reference?.id ?? '');
          throw error;
        });
      }),
    waitUntilReady: (id, o) =>
      wait(o, async (waiting) => {
        const what = `have deployment ${id} ready`;
        const resume = `exo-di deployment wait ${id} --for ready -z ${name}`;
        // A deployment that was only just created here may not even be found by its ID yet.
        const look = async (own: CallOptions): Promise<Deployment | undefined> => {
          try {
            const found = await zone.getDeployment(id, own);
            settings.creations.settled(id);
            return found;
          } catch (error) {
            if (!settings.creations.mayAppear(id)) throw error;
            return ifMissing(error);
          }
        };
        let seen = await look(lookOf(waiting));
        await poll(
          { ...waiting, what },
          { zone: name, resume },
          async () => seen !== undefined && isReady(seen, name),
          async (timeoutMs) => {
            seen = await look({ signal: waiting.signal, timeoutMs });
          },
        );
        if (!seen) throw new ExoError('unexpected', `deployment ${id} was not seen in ${name}`);
        return seen;
      }),
  };
}

const deploymentCalled = (name: string): Called => ({ what: `deployment ${name}` });
const apiKeyCalled = (name: string): Called => ({ what: `API key ${name}`, everywhere: true });

/** The options for the first look of a wait: it takes no longer than the wait itself. */
const lookOf = ({ signal, timeoutMs }: Omit<WaitOptions, 'what'>): CallOptions => ({
  signal,
  atMostMs: timeoutMs,
});

function creation(created: Created<{ id?: string | undefined }, Operation>): Creation {
  if (created.kind === 'adopted') return { id: created.item.id, operation: undefined };
  return { id: created.answer.reference?.id, operation: created.answer };
}

/**
 * What is waited for, for messages, with the command that the operation names: `finish operation … (scale-deployment)`.
 */
function finishing({ id, reference }: Operation): string {
  return `finish operation ${id}${reference?.command ? ` (${reference.command})` : ''}`;
}

/**
 * The error of an API key that was made, but whose value could not be read: whoever made it must know that it is there.
 */
function unrevealed(id: string, made: string, zone: string, error: unknown): unknown {
  if (!(error instanceof ExoError)) return error;
  return new ExoError(error.kind, `${made}, but its value could not be read: ${error.message}`, {
    code: 'outcome-unknown',
    zone,
    hint: `read it with: exo-di api-key reveal ${id}`,
    details: { id },
    cause: error,
  });
}

/**
 * Whether a deployment is ready: not known without its replicas.
 * @throws ExoError operation-failed if its state is `error`
 */
function isReady({ name, state, replicas, ...rest }: Deployment, zone: string): boolean {
  if (state !== 'error') return state === 'ready' && replicas !== undefined && replicas > 0;
  const reason = rest['state-details'] || 'its state is error';
  throw new ExoError('operation-failed', `deployment ${name} failed in ${zone}: ${reason}`, {
    zone,
    details: { state, reason },
  });
}
