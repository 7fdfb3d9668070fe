/*
 * What `launch.ts` goes on with, as one bundle: whichever of the two is called, is what is initialised, and what they have
 * in common is there once.
 */

/** See `process.ts`. */
export const runProcess: typeof import('./process.js').runProcess = async (...given) =>
  (await import('./process.js')).runProcess(...given);

/** See `launch-completion.ts`. */
export const launchCompletion: typeof import('./launch-completion.js').launchCompletion = async (...given) =>
  (await import('./launch-completion.js')).launchCompletion(...given);
