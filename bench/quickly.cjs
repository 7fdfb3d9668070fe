// Preloaded into a measured process: pauses of seconds are cut short.
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (what, ms, ...rest) => later(what, ms > 1000 && ms < 5000 ? 20 : ms, ...rest);
