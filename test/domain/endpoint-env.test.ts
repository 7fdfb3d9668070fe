import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { EnvShell } from '../../src/domain/choices.js';
import { endpointEnv } from '../../src/domain/endpoint-env.js';
import { ownFolder } from '../helpers/folder.js';

const known = { baseUrl: 'https://a.example/v1', apiKey: 'key-1', model: 'owner/model' };
/** Names that have a special meaning for a shell unless they are quoted. */
const HOSTILE = [
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  "it's",
  "'; touch pwned; '",
  'a b\\',
  `$HOME $${'{HOME}'}`,
  '-n',
  '=x',
  '# no comment',
  'ünï “quoted” ‘so’',
  '%0A::warning::x',
];

test.each<[EnvShell, string]>([
  [
    'sh',
    'export OPENAI_BASE_URL=https://a.example/v1\nexport OPENAI_API_KEY=key-1\nexport OPENAI_MODEL=owner/model\n',
  ],
  [
    'fish',
    "set -gx OPENAI_BASE_URL 'https://a.example/v1'\nset -gx OPENAI_API_KEY 'key-1'\nset -gx OPENAI_MODEL 'owner/model'\n",
  ],
  [
    'powershell',
    "$env:OPENAI_BASE_URL = 'https://a.example/v1'\n$env:OPENAI_API_KEY = 'key-1'\n$env:OPENAI_MODEL = 'owner/model'\n",
  ],
  ['dotenv', 'OPENAI_BASE_URL=https://a.example/v1\nOPENAI_API_KEY=key-1\nOPENAI_MODEL=owner/model\n'],
  [
    'github',
    `printf '%s\\n' ::add-mask::key-1
printf '%s\\n' OPENAI_BASE_URL=https://a.example/v1 >> "$GITHUB_ENV"
printf '%s\\n' OPENAI_API_KEY=key-1 >> "$GITHUB_ENV"
printf '%s\\n' OPENAI_MODEL=owner/model >> "$GITHUB_ENV"
`,
  ],
])('for %s', (shell, text) => {
  expect(endpointEnv(shell, known)).toBe(text);
});

describe('a hostile name stays one value', () => {
  test('in a real shell, for sh and for GitHub', () => {
    const folder = ownFolder();
    const file = join(folder, 'github-env');
    const script = HOSTILE.map((model) => {
      const one = { ...known, model };
      return `(${endpointEnv('sh', one)} printf '%s\\n' "$OPENAI_MODEL"); ${endpointEnv('github', one)}`;
    }).join('\n');
    const env = { HOME: '/nowhere', GITHUB_ENV: file };
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8', cwd: folder, env });
    const written = readFileSync(file, 'utf8').split('\n');
    expect(readdirSync(folder)).toEqual(['github-env']);
    expect(said.split('\n')).toEqual([...HOSTILE.flatMap((model) => [model, '::add-mask::key-1']), '']);
    expect(written.filter((line) => line.startsWith('OPENAI_MODEL'))).toEqual(
      HOSTILE.map((model) => `OPENAI_MODEL=${model}`),
    );
  });

  test.each<[EnvShell, string, string]>([
    ['fish', "it's a \\ $x", "'it\\'s a \\\\ $x'"],
    ['fish', '(rm x)', "'(rm x)'"],
    ['powershell', "it's $x `n", "'it''s $x `n'"],
    ['powershell', 'a’b', "'a’’b'"],
    ['dotenv', '$HOME x', "'$HOME x'"],
    ['dotenv', "it's", '"it\'s"'],
  ])('%s: %s', (shell, model, written) => {
    expect(endpointEnv(shell, { ...known, model })).toMatch(
      new RegExp(`OPENAI_MODEL ?=? ?${written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n$`),
    );
  });

  test('in a dotenv file read by Node, and names that readers understand differently are refused', () => {
    for (const model of HOSTILE) {
      const odd = /'/.test(model) && /["$\\`]/.test(model);
      if (odd) expect(() => endpointEnv('dotenv', { ...known, model })).toThrow(RangeError);
      else expect(parseEnv(endpointEnv('dotenv', { ...known, model })).OPENAI_MODEL).toBe(model);
    }
    expect(() => endpointEnv('dotenv', { ...known, model: `'$x"` })).toThrow('OPENAI_MODEL');
  });
});

test('for GitHub the key is masked before it is written, and escaped as the runner expects', () => {
  const text = endpointEnv('github', { ...known, apiKey: 'k%0A' });
  expect(text.indexOf('::add-mask::k%250A')).toBeLessThan(text.indexOf('OPENAI_API_KEY='));
  expect(text.startsWith("printf '%s\\n' ::add-mask::")).toBe(true);
});
