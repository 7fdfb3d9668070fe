import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namedBeside } from '../../../src/desired/file/beside.js';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { fileWarnings, problemLine } from '../../../src/desired/file/warnings.js';
import { desiredReplicas } from '../../../src/desired/schedule/schedule.js';
import { momentOfWall, weekdayOf } from '../../../src/desired/schedule/schedule-time.js';
import { boundText } from '../../../src/desired/schedule/schedule-words.js';

const FOLDER = new URL('../../../docs/examples/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** A comment such as `# my-app  Fri 2027-04-02 12:00  3`, with the bound after the number, if there is one. */
const CLAIM = /^# (\S+) +(\w{3}) (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) +(\d.*)$/gm;

test.each(files)('the schedules of %s have the results that its comments state', (name) => {
  const text = read(name);
  const { holidays } = namedBeside({ name, text }, {});
  const beside = new Map(holidays.map((one) => [one, { name: one, text: read(one) }]));
  const file = parseInferenceFiles([{ name, text, beside }]);
  // At this date there is nothing to warn of.
  expect(fileWarnings(file, new Date('2027-03-01T00:00Z')).map(problemLine)).toEqual([]);
  const claims = [...text.matchAll(CLAIM)];
  expect(claims.length).toBeGreaterThan(1);
  for (const [line, app = '', weekday, date = '', time = '', number] of claims) {
    const deployment = file.deployments.find((one) => one.name === app);
    if (!deployment) throw new Error(`there is no ${app}`);
    const at = momentOfWall(Date.parse(`${date}T${time}:00Z`), deployment.timezone);
    const { replicas, why } = desiredReplicas(deployment, at);
    const bound = why.kind === 'schedule' ? boundText(why.entry) : '';
    expect([`${replicas}${bound}`, weekdayOf(date)], line).toEqual([number, weekday]);
  }
});

test('README.md lists every example', () => {
  const listed = [...read('README.md').matchAll(/\]\(([\w-]+\.yaml)\)/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual(files.sort());
});
