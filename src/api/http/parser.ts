import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from optimizing undici's parser, which is WebAssembly: done in the background, it holds up the exit until it
 * is done, and a few answers are parsed as fast without. (`show` takes half as long, on Node 20 a third.)
 *
 * To be called as late as can be, right before undici compiles the parser: V8 takes no code that was compiled and kept
 * under other flags, that of Node's own modules included, and compiles anew what is loaded from here on.
 */
export function leaveParserAsItIs(): void {
  setFlagsFromString('--wasm-tiering-budget=1000000000');
}
