import { describeTotal, plural } from '../../../domain/gpus.js';
import { scaleCommand } from '../../../domain/shell-words.js';

/** A change of size, as far as it is known; what the service does not tell is absent. */
export interface Scaling {
  name: string;
  zone: string;
  from: number | undefined;
  to: number;
  gpuCount: number | undefined;
  gpuType: string | undefined;
}

/** What is said before a change of size is sent: from the page "Scaling Your Deployments". @param cost a line on what it costs then */
export function beforeScale(change: Scaling, cost?: string): string[] {
  const { name, zone, from, to, gpuCount, gpuType } = change;
  const was = from === undefined || from === to ? '' : ` from ${from}`;
  const total =
    gpuCount === undefined ? '' : `: ${describeTotal(gpuCount, to)}${gpuType ? ` (${gpuType})` : ''}`;
  if (to === 0) return [`Scaling ${name} in ${zone}${was} to zero.`];
  const lines = [
    `Scaling ${name} in ${zone}${was} to ${plural(to, 'replica')}${total}.`,
    ...(cost === undefined ? [] : [cost]),
  ];
  if (from === 0)
    return [
      ...lines,
      '3–5 minutes or longer are normal per replica: the model has to be loaded into GPU memory.',
    ];
  if (from === undefined || to > from) return [...lines, '3–5 minutes per new replica are normal.'];
  return lines;
}

/** What is said once it is done. Only now has the billing stopped, so only now is it claimed. */
export function afterScale({ name, zone, to }: Scaling): string[] {
  if (to > 0) return [`Scaled ${name} to ${plural(to, 'replica')}.`];
  return [
    `Scaled ${name} to zero: GPU billing stops, its URL and API key stay; the model stays in storage, which is billed.`,
    `Resume with: ${scaleCommand(name, 1, zone)}`,
  ];
}
