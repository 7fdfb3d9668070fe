import { ApiError } from './api/api-error.js';
import type { ExoError, Explained, Hinting } from './errors.js';
import type { Io } from './io/io.js';
import { safeJson } from './output/json-renderer.js';
import { wrapProse } from './output/prose.js';
import { onOneLine, visible } from './output/visible.js';

/** The flag for each property of a request: a refused property is named as the user typed it. */
const FLAG_OF_FIELD = new Map(
  Object.entries({
    name: 'NAME',
    replicas: '--replicas',
    model: '--model-name',
    'gpu-type': '--gpu-type',
    'gpu-count': '--gpu-count',
    'inference-engine-parameters': '--inference-engine-params',
    'inference-engine-version': '--inference-engine-version',
    'huggingface-token': '--huggingface-token',
    scope: '--scope',
  }),
);

/** Hints by code or kind, for errors without a hint of their own. */
const HINTS: Readonly<Record<string, string>> = {
  'outcome-unknown': 'it may have been done all the same: check before you try again',
  credentials: 'check the key and secret, and what their role allows, with: exo-di doctor',
  'rate-limited': 'the service takes no more requests for now: wait a while, then run the same command again',
  unavailable: 'see what is reachable with: exo-di doctor',
  'unexpected-answer': 'see what answers there: exo-di doctor',
  'gpu-authorization':
    'see which GPU types the zone has, and which are authorized, with: exo-di deployment instance-type -z ZONE',
  quota: 'see the quota with: exo-di limits gpu',
};

interface PrintOptions {
  json: boolean;
  /** When the error happened, in ms since the UNIX epoch, for a command that goes on: its errors are read later. */
  at?: number;
  /** Warnings that were held back under -O json: the JSON error contains them. */
  warnings?: readonly string[];
  /** The original error, whose stack is printed; only under EXOSCALE_TRACE. */
  trace?: unknown;
  /** The hint for this command line: with its -C and -A, and the command line corrected. */
  hinting?: (error: Hinting) => string | undefined;
}

/** The texts that are printed for an error. */
interface Said {
  message: string;
  hint: string | undefined;
  explanation: Explained | undefined;
  /** When it happened, in ISO 8601. */
  time: string | undefined;
}

/** Prints an error to stderr: `error: …` on one line and hints below, or one line of JSON. */
export function printError(
  error: ExoError,
  io: Io,
  { json, at, warnings = [], trace, hinting = ({ hint }) => hint }: PrintOptions,
): void {
  const said: Said = {
    message: sentence(error),
    hint: hinting({ hint: hintOf(error), meant: error.meant, exchange: error.exchange }),
    explanation: error.explanation && spoken(error.explanation, hinting),
    time: at === undefined ? undefined : new Date(at).toISOString(),
  };
  const { terminal, width } = io.stderr;
  io.error(json ? jsonText(error, said, warnings) : plainText(error, said, terminal ? width : undefined));
  if (trace instanceof Error) io.error(`${stacks(trace)}\n`);
}

/** The error as one line of JSON; undefined values and an empty hint have no key. */
function jsonText(error: ExoError, said: Said, warnings: readonly string[]): string {
  const { message, explanation, time } = said;
  const hint = said.hint || undefined;
  const { code, exitCode: exit_code, zone, request, operationId: operation_id, details } = error;
  const known = { message, code, exit_code, hint, zone, request, operation_id, details, explanation, time };
  return `${safeJson({ error: warnings.length > 0 ? { ...known, warnings } : known })}\n`;
}

/** The message, why a deployment failed if that is known, and the hints. @param width without it, lines stay whole */
function plainText({ code }: ExoError, said: Said, width: number | undefined): string {
  const { message, hint, explanation, time } = said;
  // A user who answered no has not seen a failure, so the line has no `error:`.
  const isDeclined = code === 'declined';
  const first = isDeclined
    ? asSentence(message)
    : onOneLine(time === undefined ? message : `${message} (${time})`);
  const hints = hint ? hint.split('\n') : [];
  const lines = [
    shown(first, width, isDeclined ? '' : 'error: '),
    ...(explanation ? explainedLines(explanation, width) : []),
    ...hints.map((line, i) => shown(line, width, i === 0 ? 'hint: ' : '      ')),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** A line wrapped for the terminal, if there is one, with control characters made visible. */
const shown = (line: string, width: number | undefined, label: string) =>
  wrapProse(width === undefined ? line : visible(line), width, label);

/** The hint of an error: its own, or the one for its code or kind. */
export function hintOf({ hint, code, kind, request, zone = 'ZONE' }: ExoError): string | undefined {
  return (
    hint ?? listHint(kind, request?.path) ?? (HINTS[code] ?? HINTS[kind])?.replace('-z ZONE', `-z ${zone}`)
  );
}

/** For not-found and conflict: the command that lists what exists. */
function listHint(kind: ExoError['kind'], path = ''): string | undefined {
  const [, resource] = /^\/ai\/(deployment|model|api-key)(?:\/|$)/.exec(path) ?? [];
  const isAboutOthers = kind === 'not-found' || kind === 'conflict';
  return isAboutOthers && resource ? `see what there is with: exo-di ${resource} list` : undefined;
}

/** Why a deployment failed, in two lines as `deployment explain` prints them: the cause, and the best fix. */
function explainedLines({ cause, fixes: [fix] }: Explained, width: number | undefined): string[] {
  const line = (label: string, said: string) => shown(onOneLine(said), width, label.padEnd(10));
  return [line('cause', cause), ...(fix === undefined ? [] : [line('fix', fix)])];
}

/** The explanation with its fixes passed through `hinting`, so that their commands have this run's -C and -A. */
const spoken = (explanation: Explained, hinting: NonNullable<PrintOptions['hinting']>): Explained => ({
  ...explanation,
  fixes: explanation.fixes.map((hint) => hinting({ hint }) ?? hint),
});

const asSentence = (message: string) => `${message.charAt(0).toUpperCase()}${onOneLine(message.slice(1))}.`;

function sentence(error: ExoError): string {
  if (!(error instanceof ApiError)) return error.message;
  const problems = error.refusal.problems.map(({ field, text }) =>
    field ? `${FLAG_OF_FIELD.get(field) ?? field}: ${text}` : text,
  );
  return [error.headline, ...problems].join('; ');
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stacks(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
