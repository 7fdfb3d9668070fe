import { ApiError } from '../../api/api-error.js';
import type { Call, CallOptions } from '../../api/call.js';
import * as apiKeys from '../../api/calls/api-keys.js';
import * as deployments from '../../api/calls/deployments.js';
import * as models from '../../api/calls/models.js';
import * as organization from '../../api/calls/organization.js';
import * as usage from '../../api/calls/usage.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { utcMonth } from '../../domain/utc.js';
import type { Quota } from '../../schemas/organization.js';
import { type Finding, fail, failed, ok, skip, warn } from './finding.js';

/** An ID that nothing has. The answer "not found" shows, too, that the operation is allowed. */
const NOTHING = '00000000-0000-4000-8000-000000000000';

const LISTS = 'permission:list-deployments';

/** The period of events that is asked for, in ms; short, because only the permission matters. */
const EVENTS_MS = 60_000;

/** The calls that neither change nor reveal anything. @param now in ms since the UNIX epoch */
const reads = (now: number): readonly Call<unknown>[] => [
  deployments.listDeployments(),
  deployments.getDeployment(NOTHING),
  deployments.getDeploymentLogs(NOTHING, 1),
  models.listModels(),
  models.getModel(NOTHING),
  deployments.listInstanceTypes(),
  deployments.getInferenceEngineHelp(undefined),
  apiKeys.listApiKeys(),
  apiKeys.getApiKey(NOTHING),
  organization.getOperation(NOTHING),
  usage.listEvents(new Date(now - EVENTS_MS), new Date(now)),
  usage.getUsageReport(utcMonth(now)),
];

/** Operations about the organization as a whole, which a role may lack on purpose, with the commands that need them. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  'list-events': 'only exo-di deployment history and exo-di cost need it',
  'get-usage-report': 'only exo-di cost needs it, to show what was billed',
};

const DENIED = 'the role of this key does not allow it: commands that need it will fail';

const CHANGES =
  'create-, update-, scale- and delete-deployment, reveal-deployment-api-key, create- and delete-model, create-, update-, delete-, reveal- and rotate-ai-api-key';

/**
 * Tries every operation that only reads. If the signature is refused, there is one finding, not one for each operation.
 * @param now in ms since the UNIX epoch
 * @returns what the API key may do, whether it may list deployments, and the quotas if it may read them
 */
export async function permissions(
  zone: ZoneClient,
  options: CallOptions,
  now: number,
): Promise<{ findings: Finding[]; lists?: boolean; quotas?: Quota[] | undefined }> {
  const quotas = zone.listQuotas(options);
  const tries = [
    ...reads(now).map((call) => ({ operation: call.operation, asked: zone.send(call, options) })),
    { operation: 'list-quotas', asked: quotas },
  ];
  const outcomes = await Promise.all(
    tries.map(async ({ operation, asked }) => {
      const error = await asked.then(
        () => undefined,
        (failure: unknown) => failure,
      );
      return { operation, error };
    }),
  );
  const refused = outcomes.map(({ error }) => error).find(isRefusedSignature);
  if (refused) return { findings: [signatureFinding(refused)] };
  const findings = outcomes.map(({ operation, error }) => permissionFinding(operation, error));
  if (findings.some(({ status }) => status === 'ok'))
    findings.unshift(ok('signature', 'accepted by the service'));
  const unchecked = `not checked, since trying would change or reveal something: ${CHANGES}`;
  return {
    findings: [...findings, skip('permission:others', unchecked)],
    lists: findings.some(({ check, status }) => check === LISTS && status === 'ok'),
    quotas: await quotas.catch(() => undefined),
  };
}

/** Finds the zones that answer, but do not list deployments, although the API key may list them elsewhere. */
export async function unlistedZones(zones: readonly ZoneClient[], options: CallOptions): Promise<Finding[]> {
  const failures = zones.map((zone) =>
    zone.listDeployments(options).then(
      () => [],
      (error: unknown) => {
        const found = failed(LISTS, error);
        const hint = found.hint ?? (found.kind === 'credentials' ? DENIED : undefined);
        return [{ ...found, zone: zone.zone, hint }];
      },
    ),
  );
  return (await Promise.all(failures)).flat();
}

const isRefusedSignature = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.code === 'signature' || error.code === 'unauthorized');

const refusalOf = ({ refusal, status }: ApiError) => refusal.sentence ?? `HTTP ${status}`;

function signatureFinding(error: ApiError): Finding {
  const hint = error.hint ?? 'the secret does not belong to this key, or the key does not exist any more';
  return fail('signature', `refused: ${refusalOf(error)}`, 'credentials', hint);
}

function permissionFinding(operation: string, error: unknown): Finding {
  const check = `permission:${operation}`;
  // With these statuses the service has looked at the request, so the operation itself is allowed.
  const allowed =
    error === undefined ||
    (error instanceof ApiError && error.code !== 'not-the-service' && [400, 404, 422].includes(error.status));
  if (allowed) return ok(check, 'allowed');
  if (!(error instanceof ApiError) || error.kind !== 'credentials') return failed(check, error);
  const needed = ACCOUNTS[operation];
  return (needed ? warn : fail)(check, `denied: ${refusalOf(error)}`, 'credentials', needed ?? DENIED);
}
