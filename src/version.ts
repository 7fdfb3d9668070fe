declare const __EXO_DI_VERSION__: string;

/** The version of package.json, written into the bundle; `dev` where the sources run unbundled. */
export const VERSION = typeof __EXO_DI_VERSION__ === 'string' ? __EXO_DI_VERSION__ : 'dev';

export const NODE_VERSION = process.versions.node;
