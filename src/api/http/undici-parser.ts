import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from optimizing undici's parser, which is WebAssembly. V8 would do so in the background, and the process
 * could not exit before that is done. The few answers of a command are parsed as fast without. (`show` takes half as
 * long, on Node 20 a third.)
 *
 * Call this as late as possible, right before undici compiles the parser. V8 does not use kept code that was compiled
 * under other flags: whatever is loaded after this call, Node's own modules included, is compiled anew.
 */
export function leaveParserAsItIs(): void {
  setFlagsFromString('--wasm-tiering-budget=1000000000');
}
