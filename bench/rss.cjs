// Preloaded into a measured process: when it ends, this prints its peak memory in KiB.
const { writeSync } = require('node:fs');
process.on('exit', () => writeSync(2, `maxRSS ${process.resourceUsage().maxRSS}\n`));
