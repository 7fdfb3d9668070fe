import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { EXECUTABLE, launch } from '../helpers/launch.js';

/** A preloaded script that makes stdin a stream which never gets input and does not keep the process alive. */
const SILENT = `
const { PassThrough } = require('node:stream');
const stdin = new PassThrough();
Object.defineProperty(process, 'stdin', { get: () => stdin });
`;

test.runIf(EXECUTABLE === process.execPath)(
  'a process that ends before its command does (nothing keeps it alive) exits with 1',
  async () => {
    const folder = ownFolder();
    const preload = join(folder, 'silent.cjs');
    writeFileSync(preload, SILENT);
    const env = { HOME: folder, NODE_OPTIONS: `--require ${preload}` };
    const { code, stderr } = await launch('config add --name a --key EXOa --secret -'.split(' '), undefined, {
      env,
    });
    expect(stderr).toContain('error: this is a bug in exo-di: it ended before its command did\n');
    expect(code).toBe(1);
  },
);
