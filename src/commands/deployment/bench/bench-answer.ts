import { GOOD_SHARE, type Objective } from '../../../domain/bench-figures.js';
import { formatDuration } from '../../../domain/duration.js';
import { plural } from '../../../domain/gpus.js';

/** What a benchmark has found out about an objective. */
export interface Capacity {
  /** Requests at once within the objective, of the whole deployment; 0: not even one. */
  atOnce: number;
  /** It may be more: that was not tried to the end. */
  isLeast: boolean;
  replicas: number;
  /** The smallest level beyond it that was tried. */
  failedAt?: number | undefined;
}

/** What is wanted, and what it takes. */
export interface Wanted {
  atOnce: number;
  replicas: number;
  /** `5.36 EUR/h`; undefined where there is no price. */
  cost: string | undefined;
}

/** Replicas for so many at once, if each takes as many as those that were measured. */
export function replicasFor(wanted: number, { atOnce, replicas }: Capacity): number | undefined {
  return atOnce === 0 ? undefined : Math.ceil((wanted * replicas) / atOnce);
}

/** `one replica serves 12 at once within the objective; for 40 you need 4 (5.36 EUR/h)` */
export function answerOf(capacity: Capacity, objective: Objective, wanted?: Wanted): string[] {
  const { atOnce, isLeast, replicas, failedAt } = capacity;
  const said = `The objective: ${objectiveOf(objective)} for ${GOOD_SHARE * 100} % of the requests.`;
  const who = replicas === 1 ? 'one replica' : plural(replicas, 'replica');
  if (atOnce === 0 && failedAt !== undefined && failedAt > 1)
    return [
      `${failedAt} at once are beyond the objective for ${who}, and fewer were not tried: without --concurrency the number is looked for`,
      said,
    ];
  if (atOnce === 0)
    return [
      `${who} ${replicas === 1 ? 'does' : 'do'} not serve even one at once within the objective: more replicas do not make one faster.`,
      said,
    ];
  const serves = `${who} ${replicas === 1 ? 'serves' : 'serve'} ${isLeast ? 'at least ' : ''}${atOnce} at once within the objective`;
  const needs =
    wanted === undefined
      ? ''
      : `; for ${wanted.atOnce} you need ${isLeast ? 'at most ' : ''}${wanted.replicas}${wanted.cost === undefined ? '' : ` (${wanted.cost})`}`;
  return [`${serves}${needs}`, said];
}

function objectiveOf({ ttftMs, tps }: Objective): string {
  return [
    ...(ttftMs === undefined ? [] : [`first token within ${formatDuration(ttftMs)}`]),
    ...(tps === undefined ? [] : [`${tps} tokens a second or more`]),
  ].join(' and ');
}
