// Where the standalone program begins: it is the runtime and the launcher in one, and carries its code compiled.
import { launch } from '../src/launch.ts';

await launch([process.execPath], () => {});
