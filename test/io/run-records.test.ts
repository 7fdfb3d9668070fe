import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { nodeRunRecords } from '../../src/io/run-records.js';
import { failOnce } from '../helpers/failing-fs.js';
import { ownFolder } from '../helpers/folder.js';

let home: string;
let other: string;
beforeEach(() => {
  [home, other] = [ownFolder(), ownFolder()];
});
const folder = (inside: string) => ({ path: join(inside, 'state'), inside });
const record = (at: number) => ({ 'at-vie-2/my-app': { at, replicas: 0 } });

describe('the record of the runs of a file', () => {
  test('is found by the next run', () => {
    expect(nodeRunRecords([folder(home)]).write('k', record(1))).toBeUndefined();
    expect(nodeRunRecords([folder(home)]).find('k')).toEqual(record(1));
    expect(nodeRunRecords([folder(home)]).find('another')).toBeUndefined();
  });

  test('is read from where it was written last, even if a full disk left an older one in the first folder', async () => {
    const records = nodeRunRecords([folder(home), folder(other)]);
    records.write('k', record(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    failOnce('writeSync', 'ENOSPC');
    expect(records.write('k', record(2))).toBeUndefined();
    expect(records.find('k')).toEqual(record(2));
  });

  test('returns the reason if it cannot be written', () => {
    expect(nodeRunRecords([]).write('k', record(1))).toBe('there is no home folder');
    const nowhere = nodeRunRecords([folder(join(home, 'nowhere'))]);
    expect(nowhere.write('k', record(1))).toMatch(/nowhere\/state\/runs: there is no folder .*nowhere$/);
  });
});
