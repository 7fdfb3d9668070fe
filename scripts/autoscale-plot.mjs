// Writes docs/autoscale.svg, a simulated day. A test fails when it was forgotten: npm run docs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await withBundled('test/helpers/autoscale-plot.ts', ({ autoscalePlot }) =>
  writeFileSync('docs/autoscale.svg', autoscalePlot()),
);
