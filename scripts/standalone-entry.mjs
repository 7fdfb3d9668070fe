// The entry of the standalone program. Runtime and launcher are one file, which contains compiled code.
import { launch } from '../src/launch.ts';

await launch([process.execPath], () => {});
