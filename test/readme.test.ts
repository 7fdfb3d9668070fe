import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXIT_CODE_MEANINGS } from '../src/exit-codes.js';
import { jsonFields } from '../src/output/fields.js';
import { deploymentListView, deploymentShowView } from '../src/output/views/deployment.js';
import { operationView } from '../src/output/views/operation.js';
import { ASSUMPTIONS } from '../src/sandbox/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README is true', () => {
  test('its first commands are the two that always work', () => {
    const code = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(code.split('\n').map((line) => line.replace(/\s*#.*/, ''))).toEqual([
      'npm run demo',
      'npm test',
      '',
    ]);
  });

  test('its links to its own headings work', () => {
    const anchors = [...readme.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
  });

  test('exit codes', () => {
    const table = EXIT_CODE_MEANINGS.map(([code, meaning]) => `| ${code} | ${meaning} |`).join('\n');
    expect(readme).toContain(table);
  });

  test.each([
    ['`deployment list`', deploymentListView],
    ['`deployment show`, `create`, `scale`, `update`', deploymentShowView],
    ['`operation show`, `wait`, `--no-wait`', operationView],
  ] as const)('JSON keys of %s', (command, view) => {
    const keys = jsonFields<never>(view).map(({ key }) => `\`${key}\``);
    expect(readme).toContain(`| ${command} | ${keys.join(', ')} |`);
  });

  test('its crontab lines name the program by path, because cron searches only /usr/bin and /bin', () => {
    const lines = [...readme.matchAll(/```sh\n# crontab[\s\S]*?```/g)].flatMap(([block]) =>
      block.split('\n'),
    );
    const path =
      lines
        .find((line) => line.startsWith('PATH='))
        ?.slice('PATH='.length)
        .split(':') ?? [];
    const commands = lines.filter((line) => /^[\d*]/.test(line)).map((line) => line.split(/\s+/)[5] ?? '');
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands)
      expect(command.startsWith('/') || path.includes('/usr/local/bin'), command).toBe(true);
  });

  test('assumptions of the sandbox', () => {
    const page = readFileSync(new URL('../docs/sandbox.md', import.meta.url), 'utf8');
    for (const assumption of ASSUMPTIONS) expect(page).toContain(`- ${assumption}`);
  });
});
