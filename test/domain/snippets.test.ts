import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SNIPPETS, type SnippetFor } from '../../src/domain/choices.js';
import { snippet } from '../../src/domain/snippets.js';
import { safeJson } from '../../src/output/json-renderer.js';
import { deploymentKey } from '../../src/sandbox/api-keys.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { MACHINE_ENV } from '../helpers/launch.js';

const HOSTILE = `it's "a" $(touch pwned) \\ \u2028 é ${'#'} {x}`;
const made = (kind: SnippetFor, more: Partial<Parameters<typeof snippet>[1]> = {}) =>
  snippet(kind, {
    name: 'my-app',
    baseUrl: 'https://a.example/v1',
    model: 'owner/model',
    literal: safeJson,
    reveal: 'exo-di deployment reveal-api-key my-app -z at-vie-2 -O text',
    ...more,
  });

test('each refers to the variable of the key and explains how to set it', () => {
  for (const kind of SNIPPETS) {
    expect(made(kind)).toContain('OPENAI_API_KEY');
    expect(made(kind)).toContain('exo-di deployment reveal-api-key my-app -z at-vie-2 -O text');
    expect(made(kind)).toContain('https://a.example/v1');
  }
});

test('curl, as it is pasted', () => {
  expect(
    made('curl'),
  ).toBe(`# export OPENAI_API_KEY="$(exo-di deployment reveal-api-key my-app -z at-vie-2 -O text)"
curl -sS --fail-with-body https://a.example/v1/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"model": "owner/model", "messages": [{"role": "user", "content": "Hello"}]}'
`);
});

describe('configuration files are YAML with unchanged names', () => {
  test('LiteLLM', () => {
    expect(parse(made('litellm', { name: HOSTILE, model: HOSTILE }))).toEqual({
      model_list: [
        {
          model_name: HOSTILE,
          litellm_params: {
            model: `openai/${HOSTILE}`,
            api_base: 'https://a.example/v1',
            api_key: 'os.environ/OPENAI_API_KEY',
          },
        },
      ],
    });
  });

  test('Continue', () => {
    expect(parse(made('continue', { name: HOSTILE, model: HOSTILE }))).toMatchObject({
      name: HOSTILE,
      version: '0.0.1',
      schema: 'v1',
      models: [
        {
          name: HOSTILE,
          provider: 'openai',
          model: HOSTILE,
          apiBase: 'https://a.example/v1',
          apiKey: `$${'{{ secrets.OPENAI_API_KEY }}'}`,
        },
      ],
    });
  });
});

const opened = closesAtEnd();
const running = await opened(startSandbox({}));

describe('run against the sandbox', () => {
  const python = spawnSync('python3', ['-c', ''], { env: MACHINE_ENV }).status === 0;
  const curl = spawnSync('curl', ['--version'], { env: MACHINE_ENV }).status === 0;
  test.each<[SnippetFor, string, readonly string[], boolean]>([
    ['curl', 'sh', ['-s'], curl],
    ['python', 'python3', ['-'], python],
    ['node', process.execPath, ['--input-type=module', '-'], true],
  ])('%s gets a reply from a model of a hostile name', async (kind, program, args, isThere) => {
    if (!isThere) return expect.soft(isThere, `SKIPPED: there is no ${kind}`).toBe(false);
    const model = 'owner/it\'s "$(touch pwned)" \\n';
    const id = running.sandbox.place({ zone: 'at-vie-2', name: `for-${kind}`, modelName: model });
    const baseUrl = `${running.origin}/inference/at-vie-2/${id}/v1`;
    const { spawn } = await import('node:child_process');
    const child = spawn(program, args, { env: { ...MACHINE_ENV, OPENAI_API_KEY: deploymentKey(id) } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
    child.stdin.end(made(kind, { baseUrl, model }));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, said]).toEqual([0, expect.stringContaining('This is the sandbox')]);
    // The snippets print the text of the reply, except curl, which prints the whole answer.
    expect(said.startsWith('{')).toBe(kind === 'curl');
  });
});
