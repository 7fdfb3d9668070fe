import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { nodeFiles } from '../../src/io/read-files.js';
import { startBash } from '../helpers/bash.js';
import { closesAtEnd } from '../helpers/closing.js';
import { deployment, fileOf } from '../helpers/inference-file.js';
import { bench } from '../helpers/run.js';

/* Runs the scripts of the examples for other CI systems. */

const read = (file: string) =>
  readFileSync(new URL(`../../docs/examples/ci/${file}`, import.meta.url), 'utf8');
const ZONE = 'at-vie-2';

const { exo, sandbox } = bench();
const id = sandbox.place({ zone: ZONE, name: 'pr-tests', replicas: 0 });
let zone = '';
const opened = closesAtEnd();
const bash = await opened(
  startBash(sandbox, (words, { folder }) =>
    exo(words, { files: nodeFiles, home: folder, cwd: folder, env: zone ? { EXOSCALE_ZONE: zone } : {} }),
  ),
);

const replicas = () => sandbox.deployments(ZONE).find((one) => one.id === id)?.replicas;

/** Leaves the deployment as a job does that is cancelled while it scales. */
const cancelled = () => exo(`deployment scale pr-tests 2 --no-wait -z ${ZONE}`);

/** Runs each script in its own shell, and expects that none fails. */
async function runs(scripts: readonly string[]): Promise<void> {
  expect(scripts).not.toEqual([]);
  for (const script of scripts) {
    const { code, stderr } = await bash.run(`set -e\n${script}`);
    expect(code, stderr).toBe(0);
  }
}

test('the GitLab component scales up before the job and to zero after it', async () => {
  const [spec, template] = parseAllDocuments(read('gitlab-component.yml')).map((one) => one.toJS());
  const given: Record<string, string> = { deployment: 'pr-tests', zone: ZONE, image: 'i' };
  const { variables, before_script: before, after_script: after, image } = template['.exo-di'];
  const filled = (text: string) =>
    text.replace(/\$\[\[ inputs\.(\S+) \]\]/g, (_, name) => given[name] ?? spec.spec.inputs[name].default);
  expect(filled(image)).toBe('i');
  const exported = Object.entries<string>(variables).map(([name, value]) => `${name}='${filled(value)}'`);
  const withVariables = (lines: string[]) => lines.map((line) => `${exported.join('\n')}\n${line}`);
  await runs(withVariables(before));
  expect(replicas()).toBe(1);
  await cancelled();
  await runs(withVariables(after));
  expect(replicas()).toBe(0);
});

test('on GitLab a merge request plans, and the default branch applies', async () => {
  const { plan, apply, default: common } = parse(read('gitlab-plan-apply.yml'));
  expect(common.image).toMatch(/exo-di:/);
  writeFileSync(join(bash.folder, 'inference.yaml'), fileOf(deployment('pr-tests', 1)));
  await runs([plan.script.join('\n')]);
  expect(replicas()).toBe(0);
  await runs([apply.script.join('\n')]);
  expect(replicas()).toBe(1);
});

test('on GitHub a pull request plans, and main applies, with inputs that the action has', () => {
  const { inputs } = parse(readFileSync(new URL('../../action/action.yml', import.meta.url), 'utf8'));
  const { jobs } = parse(read('github-plan-apply.yaml'));
  const given = Object.values<{ steps: { uses: string; with: Record<string, string> }[] }>(jobs).flatMap(
    ({ steps }) => steps.filter(({ uses }) => uses === './action').map((step) => step.with),
  );
  expect(given.map(({ command }) => command)).toEqual(['plan', 'apply']);
  expect(given.flatMap(Object.keys).filter((name) => !(name in inputs))).toEqual([]);
});

test('the Woodpecker steps scale up and to zero, the last one after a failure too', async () => {
  const { steps } = parse(read('woodpecker.yaml'), { merge: true });
  const [start, , end] = steps;
  zone = start.environment.EXOSCALE_ZONE;
  await runs(start.commands);
  expect(replicas()).toBe(1);
  expect(end.when).toEqual([{ status: ['success', 'failure'] }]);
  await cancelled();
  await runs(end.commands);
  expect(replicas()).toBe(0);
});

test('the Jenkins pipeline scales up and to zero, its last step always', async () => {
  const text = read('Jenkinsfile');
  const lines = (part: string) => [...part.matchAll(/sh '(exo-di [^']*)'/g)].map(([, line = '']) => line);
  const [stages = '', post = ''] = text.split(/^ {2}post \{$/m);
  zone = /EXOSCALE_ZONE = '([^']+)'/.exec(text)?.[1] ?? '';
  await runs(lines(stages));
  expect(replicas()).toBe(1);
  expect(post).toContain('always {');
  await cancelled();
  await runs(lines(post));
  expect(replicas()).toBe(0);
});
