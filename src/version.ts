declare const __EXO_DI_VERSION__: string;

/** The version of package.json, which the build writes into the bundle; `dev` if the sources run unbundled. */
export const VERSION = typeof __EXO_DI_VERSION__ === 'string' ? __EXO_DI_VERSION__ : 'dev';

export const NODE_VERSION = process.versions.node;
