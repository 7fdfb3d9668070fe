// Preloaded into a measured process: tells at its end how much memory it held at most, in KiB.
const { writeSync } = require('node:fs');
process.on('exit', () => writeSync(2, `maxRSS ${process.resourceUsage().maxRSS}\n`));
