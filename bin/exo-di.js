#!/usr/bin/env node
if (parseInt(process.versions.node, 10) < 20) {
  // An older Node would run some of the commands, and fail in the others as if by a bug.
  process.stderr.write(
    `error: exo-di needs Node.js 20.19 or newer, and ${process.execPath} is ${process.version}\n` +
      'hint: there is a newer one at https://nodejs.org/en/download\n',
  );
  process.exitCode = 1;
} else {
  // Node 20.15, 21 and 22.2 do not have it yet.
  if (!process.getBuiltinModule) process.getBuiltinModule = require;
  require('../dist/launch.cjs').launch();
}
