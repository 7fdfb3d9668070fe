// Writes docs/autoscale.svg, a simulated day. A test fails when it was forgotten: npm run docs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const { outputFiles } = await esbuild.build({
  entryPoints: ['test/helpers/autoscale-plot.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { autoscalePlot } = await import(`data:text/javascript;base64,${code}`);
writeFileSync('docs/autoscale.svg', autoscalePlot());
