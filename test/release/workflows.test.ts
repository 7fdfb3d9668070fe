import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error: scripts of the release, without types
import { notesOf } from '../../scripts/release/notes.mjs';
// @ts-expect-error
import { sbom } from '../../scripts/release/sbom.mjs';
// @ts-expect-error
import { KINDS } from '../../scripts/release/stage.mjs';

/* The permissions of the workflows, and the documents of a release. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = `${ROOT}.github/workflows/`;
const files = readdirSync(FOLDER);

interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(FOLDER + file, 'utf8');
  const workflow: { permissions: unknown; jobs: Record<string, Job> } = parse(text);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('pins every action to a commit, with its version in a comment', () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses).not.toEqual([]);
    expect(uses.filter((one) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one ?? ''))).toEqual([]);
  });

  test('has only read permission, unless a job needs more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const more = jobs.flatMap(({ permissions = {} }) =>
      Object.entries(permissions).flatMap(([name, may]) => (may === 'write' ? [name] : [])),
    );
    const allowed = file === 'release.yml' ? ['id-token', 'attestations', 'contents'] : ['security-events'];
    expect(more.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test('limits the duration of every job, and leaves no credentials in the clone', () => {
    expect(jobs.filter((job) => !job['timeout-minutes'])).toEqual([]);
    const clones = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(clones.filter(({ with: given }) => given?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('has no expression in a script, because others may control its value', () => {
    expect(steps.filter(({ run }) => /\$\{\{/.test(run ?? ''))).toEqual([]);
  });

  test('runs only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const called = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('README and generated workflows name the same major versions of actions', () => {
  const used = new Set(
    files.flatMap((file) =>
      [...readFileSync(FOLDER + file, 'utf8').matchAll(/(actions\/[\w-]+)@\w+ # (v\d+)/g)].map(
        ([, name, major]) => `${name}@${major}`,
      ),
    ),
  );
  for (const path of ['action/README.md', 'src/desired/schedule/install/schedule-install-github.ts']) {
    const named = readFileSync(ROOT + path, 'utf8').match(/actions\/[\w-]+@\w+/g) ?? [];
    expect(named, path).not.toEqual([]);
    expect(named.filter((one) => !used.has(one))).toEqual([]);
  }
});

test('every program of a release is started on its own platform before anything is published', () => {
  const { jobs } = parse(readFileSync(`${FOLDER}release.yml`, 'utf8'));
  const kinds: string[] = jobs.start.strategy.matrix.include.map(({ kind }: { kind: string }) => kind);
  expect(kinds.sort()).toEqual([...KINDS].sort());
  expect([jobs.npm.needs, jobs.github.needs]).toEqual(['start', 'npm']);
});

test('the bill of materials lists the bundled packages, with versions and licences', () => {
  const document = JSON.parse(sbom());
  const names = document.components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['commander', 'undici', 'zod', 'smol-toml', 'yaml', 'bun']));
  expect(names).not.toContain('vitest');
  for (const { purl, licenses } of document.components) {
    expect(purl).toMatch(/^pkg:(npm\/.+@\d|github\/oven-sh\/bun@bun-v\d)/);
    expect(licenses, purl).not.toEqual([]);
  }
});

test('the notes of a release are its section of the changelog', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n- new\n\n## 1.2.0 (2026-11-26)\n\n- older\n\n## 1.1.0\n';
  expect(notesOf(changelog, '1.2.0')).toBe('- older\n');
  expect(() => notesOf(changelog, '1.1.0')).toThrow(new Error('CHANGELOG.md has no section 1.1.0'));
});
