import { launch } from './launch.js';

// Where the standalone program begins: it is the runtime and the launcher in one, and carries its code compiled.
await launch([process.execPath], () => {});
