import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { nodeCreationRecords } from '../../src/io/creation-records.js';
import { ownFolder } from '../helpers/folder.js';

const RECORD = {
  account: 'a',
  zone: 'at-vie-2',
  kind: 'deployment',
  name: 'my-app',
  asked: { replicas: 1 },
  digest: 'd',
  before: ['one'],
  sentAt: 1,
};

let home: string;
let other: string;
beforeEach(() => {
  [home, other] = [ownFolder(), ownFolder()];
});
const folder = (inside: string) => ({ path: join(inside, 'state'), inside });
const files = (inside: string) => readdirSync(join(inside, 'state', 'creations'));

describe('the record of a creation', () => {
  test('is found by the next run until it is removed', () => {
    const key = 'of one';
    expect(nodeCreationRecords([folder(home)]).write(key, RECORD)).toBeUndefined();
    expect(nodeCreationRecords([folder(home)]).find(key)).toEqual(RECORD);
    expect(nodeCreationRecords([folder(home)]).find('of another')).toBeUndefined();
    nodeCreationRecords([folder(home)]).strike(key);
    expect(nodeCreationRecords([folder(home)]).find(key)).toBeUndefined();
    expect(files(home)).toEqual([]);
  });

  test('is readable only by this user, and its file does not contain the key', () => {
    nodeCreationRecords([folder(home)]).write('key of EXO123', RECORD);
    const [name = ''] = files(home);
    expect(name).toMatch(/^[0-9a-f]{32}\.json$/);
    const path = join(home, 'state', 'creations', name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain('EXO123');
  });

  test('is one of all records, whatever its key; other files of the folder are none', () => {
    expect(nodeCreationRecords([folder(home)]).all()).toEqual([]);
    nodeCreationRecords([folder(home)]).write('k', RECORD);
    nodeCreationRecords([folder(other)]).write('l', { ...RECORD, name: 'chat' });
    writeFileSync(join(home, 'state', 'creations', 'cut.json'), '{"acc');
    const names = nodeCreationRecords([folder(home), folder(other)])
      .all()
      .map(({ name }) => name);
    expect(names).toEqual(['my-app', 'chat']);
  });

  test('is replaced when it is written again', () => {
    const records = nodeCreationRecords([folder(home)]);
    records.write('k', RECORD);
    records.write('k', { ...RECORD, accepted: { operation: 'o' } });
    expect(records.find('k')).toMatchObject({ accepted: { operation: 'o' } });
  });

  test('is found in each folder, and the latest wins', () => {
    nodeCreationRecords([folder(other)]).write('k', { ...RECORD, sentAt: 2 });
    nodeCreationRecords([folder(home)]).write('k', RECORD);
    const both = nodeCreationRecords([folder(home), folder(other)]);
    expect(both.find('k')).toMatchObject({ sentAt: 2 });
    both.strike('k');
    expect(both.find('k')).toBeUndefined();
  });

  test('is ignored when it is not valid', () => {
    const records = nodeCreationRecords([folder(home)]);
    records.write('k', RECORD);
    writeFileSync(join(home, 'state', 'creations', files(home)[0] ?? ''), '{"name":');
    expect(records.find('k')).toBeUndefined();
  });

  test('if it cannot be written, the first attempt returns the reason, and no missing home is created', () => {
    const nowhere = folder(join(home, 'nowhere'));
    const records = nodeCreationRecords([nowhere]);
    expect(records.write('k', RECORD)).toMatch(
      /^what is created cannot be written down, .* \(.*nowhere\/state\/creations: there is no folder .*nowhere\)$/,
    );
    expect(records.write('k', RECORD)).toBeUndefined();
    expect(readdirSync(home)).toEqual([]);
  });

  test('is kept among the temporary files without a home, with a warning that it may not last', () => {
    const temporary = { path: join(tmpdir(), `exo-di-test-${process.pid}`), inside: tmpdir() };
    try {
      const lost = nodeCreationRecords([folder(join(home, 'nowhere')), temporary]);
      expect(lost.write('k', RECORD)).toMatch(/among the temporary files only, .*after a restart/);
      expect(lost.find('k')).toEqual(RECORD);
      const homeless = nodeCreationRecords([temporary]);
      expect(homeless.write('k', RECORD)).toMatch(/\(there is no home folder\)$/);
    } finally {
      rmSync(temporary.path, { recursive: true, force: true });
    }
  });
});
