const OFF = Symbol.for('exo-di: WebAssembly tiers are off');

/**
 * undici's parser is WebAssembly. V8 optimizes it in the background and holds up the exit until that is done (on
 * Node 20 about as long as the whole program takes); the baseline code is fast enough for a few answers. Newer V8s
 * know the tiers by other names; a flag that a V8 does not know is ignored.
 *
 * Called as late as can be, right before the parser is compiled: V8 refuses compiled code that was kept under other
 * flags, that of Node's own modules too, which would then be compiled anew.
 */
export function turnTiersOff(): void {
  Reflect.set(globalThis, OFF, true);
  process
    .getBuiltinModule('node:v8')
    .setFlagsFromString('--liftoff-only --no-wasm-tier-up --no-wasm-dynamic-tiering');
}

/** Whether they are off in this process, whichever part of the bundle has turned them off. */
export const areTiersOff = () => Reflect.has(globalThis, OFF);

/** Back to what V8 starts with. */
export function turnTiersOn(): void {
  Reflect.deleteProperty(globalThis, OFF);
  process
    .getBuiltinModule('node:v8')
    .setFlagsFromString('--no-liftoff-only --wasm-tier-up --wasm-dynamic-tiering');
}
