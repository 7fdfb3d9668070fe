// Preloaded into a measured process: shortens pauses of 1 to 5 seconds to 20 ms.
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (what, ms, ...rest) => later(what, ms > 1000 && ms < 5000 ? 20 : ms, ...rest);
