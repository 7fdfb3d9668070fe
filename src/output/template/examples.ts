import { TemplateProblem } from './fault.js';
import type { TemplateFunction } from './functions.js';
import { exampleOf, type GoValue, typeName } from './go-value.js';

/** An example of each type that a value of the template can have; undefined for any type that has no fields. */
export type Examples = readonly (GoValue | undefined)[];

/** A call is not tried with more combinations of types than this. */
const MOST_TRIES = 64;

/** The types of a value that may be any one of these. */
export const typesOfAny = (all: readonly Examples[]): Examples => onePerType(all.flat());

/**
 * The types that a call's result can have. The function is tried with each combination of its arguments' types.
 * @throws TemplateProblem if the function cannot work with any of them
 */
export function typesOfCall(called: TemplateFunction, args: readonly Examples[]): Examples {
  let combinations: GoValue[][] = [[]];
  for (const examples of args) {
    const known = examples.filter((example) => example !== undefined);
    if (known.length < examples.length || combinations.length * known.length > MOST_TRIES) return [undefined];
    combinations = combinations.flatMap((before) => known.map((example) => [...before, example]));
  }
  const results: GoValue[] = [];
  let problem: TemplateProblem | undefined;
  for (const values of combinations)
    try {
      results.push(called.call(values));
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      problem ??= error;
    }
  if (problem && results.length === 0) throw problem;
  return onePerType(results);
}

const onePerType = (values: Examples): Examples => [
  ...new Map(
    values.map((value) => (value === undefined ? ['', value] : [typeName(value), exampleOf(value)])),
  ).values(),
];
