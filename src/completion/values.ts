import { COST_BY, ENV_SHELLS, SCHEDULERS, SNIPPETS, START_FAILURES, WAITED_FOR } from '../domain/choices.js';
import { GPU_COUNT, KNOWN_GPU_TYPES } from '../domain/gpus.js';
import { CURRENCIES } from '../domain/money/price.js';
import { OUTPUT_FORMATS } from '../output/view.js';
import type { Flag } from '../program/flags-at.js';
import type { Line } from '../program/line.js';
import { SHELLS as COMPLETED_SHELLS } from './shells.js';

/** The kinds of things that have names in the configuration file or in the service. */
export type Named = 'account' | 'zone' | 'deployment' | 'model' | 'api-key';

/** What a flag's value or an argument can be. */
export type Values =
  | { fixed: readonly string[]; also?: Named }
  | { listed: readonly string[] }
  /** `ending` follows directly after the name. */
  | { named: Named; ending?: string }
  | 'file'
  | 'free';

const fixed = (...values: readonly string[]): Values => ({ fixed: values });
const named = (kind: Named): Values => ({ named: kind });

const GPU_COUNTS = Array.from({ length: GPU_COUNT.max }, (_, index) => String(GPU_COUNT.min + index));

/** The values of each flag, in whatever command. A flag that is missing here takes any text. */
const OF_FLAGS: Readonly<Record<string, Values>> = {
  '--as': fixed(...SCHEDULERS),
  '--by': fixed(...COST_BY),
  '--config': 'file',
  '--fail-start': fixed(...START_FAILURES),
  '--currency': fixed(...CURRENCIES),
  '--file': 'file',
  '--for': fixed(...WAITED_FOR),
  '--gpu-count': fixed(...GPU_COUNTS),
  '--gpu-type': fixed(...KNOWN_GPU_TYPES),
  '--load': 'file',
  '--model-config': 'file',
  '--model-name': named('model'),
  '--output-format': fixed(...OUTPUT_FORMATS),
  '--prices': 'file',
  '--prompts': 'file',
  '--quota': fixed(...KNOWN_GPU_TYPES.map((family) => `${family}=`)),
  '--scope': { fixed: ['public'], also: 'deployment' },
  '--shell': fixed(...ENV_SHELLS),
  '--state': 'file',
  '--prometheus': 'file',
  '--use-account': named('account'),
  '--zone': named('zone'),
};

/** What kind of name `NAME` is in each resource. */
const OF_NAMES: Readonly<Record<string, Named>> = {
  deployment: 'deployment',
  export: 'deployment',
  plan: 'deployment',
  apply: 'deployment',
  schedule: 'deployment',
  hold: 'deployment',
  release: 'deployment',
  model: 'model',
  'api-key': 'api-key',
  config: 'account',
};

/** Verbs whose NAME is a new name. */
const MAKES = ['create', 'add'];

/** The values that a flag of a command takes. If several can be given, separated by commas, they are `listed`. */
export function valuesOfFlag({ long }: Pick<Flag, 'long'>, { spec }: Pick<Line['place'], 'spec'>): Values {
  if (long === '--for' && spec?.name === 'idle') return 'free';
  if (long === '--columns' || long === '--sort')
    return { listed: spec?.view?.fields.map(({ key }) => key) ?? [] };
  if (long === '--for' && spec?.name === 'snippet') return fixed(...SNIPPETS);
  return OF_FLAGS[long] ?? 'free';
}

/** The values of the next argument; undefined if there can be none. */
export function valuesOfArgument({ place, args }: Pick<Line, 'place' | 'args'>): Values | undefined {
  const all = (place.spec?.args ?? []).map((arg) => arg.replace(/[[\]]/g, ''));
  const last = all.at(-1);
  // After `scale a=1` any number of further NAME=SIZE may follow.
  if (last === 'NAME=SIZE...' && /.=\d+$/s.test(args[0] ?? '')) return { named: 'deployment', ending: '=' };
  const next = all[args.length] ?? (last?.endsWith('...') ? last : undefined);
  if (next === undefined) return undefined;
  const [group = '', verb = ''] = place.path;
  if (group === 'completion') return fixed(...COMPLETED_SHELLS);
  const kind = OF_NAMES[group];
  return kind && !MAKES.includes(verb) && /^(NAME(\.\.\.)?|SOURCE)$/.test(next) ? named(kind) : 'free';
}
