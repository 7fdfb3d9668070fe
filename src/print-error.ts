import { ApiError } from './api/errors.js';
import type { ExoError, Explained } from './errors.js';
import type { Io } from './io/io.js';
import { safeJson } from './output/json.js';
import { wrapProse } from './output/prose.js';
import { onOneLine, visible } from './output/visible.js';

/** The flags in which the properties of a request are given, to name a refused property as it was typed. */
const FLAG_OF_FIELD: Readonly<Record<string, string>> = {
  name: 'NAME',
  replicas: '--replicas',
  model: '--model-name',
  'gpu-type': '--gpu-type',
  'gpu-count': '--gpu-count',
  'inference-engine-parameters': '--inference-engine-params',
  'inference-engine-version': '--inference-engine-version',
  'huggingface-token': '--huggingface-token',
  scope: '--scope',
};

/** What to try when the error itself does not know. */
const HINTS: Readonly<Record<string, string>> = {
  'outcome-unknown': 'it may have been done all the same: look before you try again',
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
  /** When it happened, in ms, where the command goes on: who reads it later wants to know. */
  at?: number;
  /** What the command warned of and was not told yet, for JSON. */
  warnings?: readonly string[];
  /** The original error, printed with its stack; only under EXOSCALE_TRACE. */
  trace?: unknown;
  /** The hint as this command line has it: corrected, with its file and account. */
  hinting?: (error: Pick<ExoError, 'hint' | 'meant'>) => string | undefined;
}

/** What is said of an error, in the words of this command line. */
interface Said {
  message: string;
  hint: string | undefined;
  explanation: Explained | undefined;
  /** When it happened, in ISO 8601. */
  time: string | undefined;
}

/** Prints an error to stderr: `error: …` on one line and hints below, or one JSON line where JSON was asked for. */
export function printError(
  error: ExoError,
  io: Io,
  { json, at, warnings = [], trace, hinting = ({ hint }) => hint }: PrintOptions,
): void {
  const said: Said = {
    message: sentence(error),
    hint: hinting({ hint: hintOf(error), meant: error.meant }),
    explanation: error.explanation && spoken(error.explanation, hinting),
    time: at === undefined ? undefined : new Date(at).toISOString(),
  };
  const { terminal, width } = io.stderr;
  io.error(json ? jsonText(error, said, warnings) : plainText(error, said, terminal ? width : undefined));
  if (trace instanceof Error) io.error(`${stacks(trace)}\n`);
}

/** One line of JSON; keys without a value are left out. */
function jsonText(error: ExoError, said: Said, warnings: readonly string[]): string {
  const { message, hint, explanation, time } = said;
  const { code, exitCode: exit_code, zone, request, operationId: operation_id, details } = error;
  const known = { message, code, exit_code, hint, zone, request, operation_id, details, explanation, time };
  return `${safeJson({ error: warnings.length > 0 ? { ...known, warnings } : known })}\n`;
}

/** The sentence, below it why a deployment failed where that is known, and hints. @param width absent: lines are not broken */
function plainText({ code }: ExoError, said: Said, width: number | undefined): string {
  const { message, hint, explanation, time } = said;
  // Who said no needs no telling that it failed.
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

/** A line as a terminal shows it, where there is one: a control character takes the room of what stands for it. */
const shown = (line: string, width: number | undefined, label: string) =>
  wrapProse(width === undefined ? line : visible(line), width, label);

/** What to try: what the error itself knows, else what helps with its kind. */
export function hintOf({ hint, code, kind, request, zone = 'ZONE' }: ExoError): string | undefined {
  return (
    hint ?? listHint(kind, request?.path) ?? (HINTS[code] ?? HINTS[kind])?.replace('-z ZONE', `-z ${zone}`)
  );
}

/** Where something was not found, or conflicts with something else, what there is may be seen. */
function listHint(kind: ExoError['kind'], path = ''): string | undefined {
  const [, resource] = /^\/ai\/(deployment|model|api-key)(?:\/|$)/.exec(path) ?? [];
  const isAboutOthers = kind === 'not-found' || kind === 'conflict';
  return isAboutOthers && resource ? `see what there is with: exo-di ${resource} list` : undefined;
}

/** What a failed start is explained by, in the two lines of `deployment explain`: the cause, and what to type. */
function explainedLines({ cause, fixes: [fix] }: Explained, width: number | undefined): string[] {
  const line = (label: string, said: string) => shown(onOneLine(said), width, label.padEnd(10));
  return [line('cause', cause), ...(fix === undefined ? [] : [line('fix', fix)])];
}

/** Its commands as this run has to type them. */
const spoken = (explanation: Explained, hinting: NonNullable<PrintOptions['hinting']>): Explained => ({
  ...explanation,
  fixes: explanation.fixes.map((hint) => hinting({ hint, meant: undefined }) ?? hint),
});

const asSentence = (message: string) => `${message.charAt(0).toUpperCase()}${onOneLine(message.slice(1))}.`;

function sentence(error: ExoError): string {
  if (!(error instanceof ApiError)) return error.message;
  const problems = error.refusal.problems.map(({ field, text }) =>
    field ? `${FLAG_OF_FIELD[field] ?? field}: ${text}` : text,
  );
  return [error.headline, ...problems].join('; ');
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stacks(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
