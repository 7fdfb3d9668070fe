import { precisionOf } from './model-size.js';

/** The memory of one GPU in GB, as the service documents it; of other families it is not known. */
const FAMILY_GB = new Map(
  Object.entries({ gpu2: 16, gpu3: 48, gpua30: 24, gpu3080ti: 12, gpua5000: 24, gpurtx6000pro: 96 }),
);

/** The memory of one GPU of a family, in GB; undefined if it is not known. */
export const familyMemory = (family: string): number | undefined => FAMILY_GB.get(family.toLowerCase());

/** Quantizations that the V100, the GPU of family gpu2, cannot run. */
const NOT_ON_V100 = ['AWQ', 'FP8', 'FP4', 'MXFP4'];

/**
 * What a family cannot do, or not do well, with the quantization that a model's name says; undefined if there is
 * nothing to remark.
 */
export function remarkOn(
  family: string,
  modelName: string,
): { verdict?: 'does not'; text: string } | undefined {
  const precision = precisionOf(modelName);
  if (family.toLowerCase() === 'gpu2')
    return NOT_ON_V100.includes(precision)
      ? { verdict: 'does not', text: `${precision} needs a newer GPU` }
      : { text: 'no bfloat16: needs --dtype half' };
  const isBeforeAda = ['gpu3', 'gpua30', 'gpu3080ti', 'gpua5000'].includes(family.toLowerCase());
  return precision === 'FP8' && isBeforeAda ? { text: 'FP8 saves memory here, but no time' } : undefined;
}

/** The engine parameters that a family needs to start a model of the usual precision. */
export const parametersFor = (family: string): string[] =>
  family.toLowerCase() === 'gpu2' ? ['--dtype=half'] : [];
