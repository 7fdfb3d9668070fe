import { describe, expect, test } from 'vitest';
import { type Candidate, complete, type Names } from '../../src/completion/complete.js';
import { TREE } from '../../src/tree.js';

const EXISTING: Readonly<Record<string, readonly string[]>> = {
  account: ['lab', 'prod'],
  zone: ['at-vie-1', 'at-vie-2', 'ch-dk-2'],
  deployment: ['chat', 'my app', 'my-app'],
  model: ['openai/gpt-oss-120b', 'openai/gpt-oss-20b'],
  'api-key': ['ci', "it's (old)"],
};

const names: Names = async (kind) =>
  (EXISTING[kind] ?? []).map((value): Candidate => ({ value, description: '' }));

/** Splits a line into words as a shell passes them; `·` stands for an empty word. */
async function offered(line: string): Promise<string> {
  const words = line
    .split(' ')
    .slice(1)
    .map((word) => (word === '·' ? '' : word));
  const { candidates, files, open } = await complete(words, TREE, names);
  const values = candidates.map(({ value }) => value).join(' ');
  return [values, files ? '(files)' : '', open ? '(open)' : ''].filter(Boolean).join(' ');
}

describe('commands', () => {
  test.each([
    ['exo-di depl', 'deployment'],
    ['exo-di deployment s', 'show scale snippet'],
    ['exo-di deployment ls', 'ls'],
    ['exo-di deployment del', 'delete'],
    ['exo-di model down', 'download'],
    ['exo-di ai deployment sc', 'scale'],
    ['exo-di dedicated-inference model l', 'list'],
    ['exo-di dedicated-inference env', ''],
    ['exo-di inf', 'inference'],
    ['exo-di -Q deployment sc', 'scale'],
    ['exo-di -O json deployment sc', 'scale'],
    ['exo-di completion ·', 'bash zsh fish powershell install'],
    ['exo-di completion install f', 'fish'],
    ['exo-di help api', 'api-key'],
    ['exo-di help deployment sc', 'scale'],
    ['exo-di help deployment scale ·', ''],
    ['exo-di nonsense ·', ''],
    ['exo-di deployment nonsense ·', ''],
  ])('%s → %s', async (line, expected) => {
    expect(await offered(line)).toBe(expected);
  });
});

describe('flags', () => {
  test.each([
    ['exo-di deployment scale --no', '--no-preflight --no-wait'],
    ['exo-di deployment scale --no-wait --no', '--no-preflight'],
    ['exo-di deployment list --out', '--output-format --output-template'],
    [
      'exo-di deployment list -',
      '--watch --columns --sort --zone -z --config -C --use-account -A --output-format -O --output-template --quiet -Q --timeout --help -h',
    ],
    ['exo-di --ver', '--version'],
    ['exo-di deployment --ver', ''],
    ['exo-di deployment list -- -', ''],
    ['exo-di deployment logs my-app --f', '--follow'],
  ])('%s → %s', async (line, expected) => {
    expect(await offered(line)).toBe(expected);
  });
});

describe('values', () => {
  test.each([
    ['exo-di deployment list -O ·', 'table json text'],
    ['exo-di deployment list -O j', 'json'],
    ['exo-di deployment list --output-format=t', 'table text'],
    ['exo-di deployment list -Oj', '-Ojson'],
    ['exo-di deployment list -QOj', '-QOjson'],
    ['exo-di deployment create x --gpu-type gpua', 'gpua30 gpua5000'],
    ['exo-di deployment create x --gpu-count ·', '1 2 3 4 5 6 7 8'],
    ['exo-di deployment create x --replicas ·', ''],
    ['exo-di deployment create x --model-name openai/gpt-oss-1', 'openai/gpt-oss-120b'],
    ['exo-di deployment wait my-app --for ·', 'ready stopped deleted'],
    ['exo-di deployment snippet my-app --for ·', 'curl python node litellm langchain open-webui continue'],
    ['exo-di deployment list -z at', 'at-vie-1 at-vie-2'],
    ['exo-di deployment list --zone=ch', 'ch-dk-2'],
    ['exo-di deployment list -zch', '-zch-dk-2'],
    ['exo-di deployment list -z=ch', '-z=ch-dk-2'],
    ['exo-di deployment list -z=', '-z=at-vie-1 -z=at-vie-2 -z=ch-dk-2'],
    ['exo-di deployment list -O=j', '-O=json'],
    ['exo-di deployment list -QO=j', '-QO=json'],
    ['exo-di -O=json deployment sc', 'scale'],
    ['exo-di -z=at-vie-2 deployment sc', 'scale'],
    ['exo-di deployment list -A ·', 'lab prod'],
    ['exo-di -A p', 'prod'],
    ['exo-di api-key create ci --scope ·', 'public chat my app my-app'],
    ['exo-di sandbox start --quota gpua', 'gpua30= gpua5000= (open)'],
    ['exo-di zone list --columns ·', 'name api_endpoint sos_endpoint (open)'],
    ['exo-di deployment list --columns name,st', 'name,state (open)'],
    ['exo-di model list --sort=name,n', ''],
    ['exo-di plan -f ·', '(files)'],
    ['exo-di plan -f a.yaml ·', '(files)'],
    ['exo-di plan -f a.yaml --pru', '--prune'],
    ['exo-di plan --file=a', '(files)'],
    ['exo-di schedule install --as ·', 'cron systemd github kubernetes'],
    ['exo-di deployment list --nonsense=·', ''],
  ])('%s → %s', async (line, expected) => {
    expect(await offered(line)).toBe(expected);
  });
});

describe('arguments', () => {
  test.each([
    ['exo-di deployment show m', 'my app my-app'],
    ['exo-di deployment scale my-app ·', ''],
    ['exo-di deployment scale my-app=1 ·', 'chat= my app= (open)'],
    ['exo-di deployment scale my-app=1 ch', 'chat= (open)'],
    ['exo-di deployment scale my-app=1 chat=0 -z=at-vie-2 m', 'my app= (open)'],
    ['exo-di deployment scale my-app=1 chat=', 'chat= (open)'],
    ['exo-di deployment show -z=at-vie-2 c', 'chat'],
    ['exo-di deployment scale -z at-vie-2 c', 'chat'],
    ['exo-di deployment delete my-app ·', 'chat my app'],
    ['exo-di deployment delete -f ·', 'chat my app my-app'],
    ['exo-di deployment show my-app ·', ''],
    ['exo-di deployment create ·', ''],
    ['exo-di deployment add ·', ''],
    ['exo-di deployment list ·', ''],
    ['exo-di model show ·', 'openai/gpt-oss-120b openai/gpt-oss-20b'],
    ['exo-di model download ·', ''],
    ['exo-di api-key reveal i', "it's (old)"],
    ['exo-di config show ·', 'lab prod'],
    ['exo-di config add ·', ''],
    ['exo-di export c', 'chat'],
    ['exo-di operation show ·', ''],
    ['exo-di ai deployment show ch', 'chat'],
    ['exo-di help deployment show m', ''],
  ])('%s → %s', async (line, expected) => {
    expect(await offered(line)).toBe(expected);
  });
});

test('names are looked up with the flags of the line', async () => {
  const asked: unknown[] = [];
  await complete(
    ['deployment', 'show', '-Qz=at-vie-2', '-Aprod', '--config=x.toml', ''],
    TREE,
    async (kind, given) => {
      asked.push(kind, Object.fromEntries(given));
      return [];
    },
  );
  expect(asked).toEqual([
    'deployment',
    { '--quiet': 'true', '--zone': 'at-vie-2', '--use-account': 'prod', '--config': 'x.toml' },
  ]);
});

test('does not offer a name with line breaks or invisible characters, nor one that would be read as a flag', async () => {
  const hostile: Names = async () =>
    ['ok', 'two\nlines', 'a\ttab', '\u001b[31mred', 'a\u202eb', 'a\u200bb', '-dash'].map((value) => ({
      value,
      description: '',
    }));
  const { candidates } = await complete(['deployment', 'show', ''], TREE, hostile);
  expect(candidates.map(({ value }) => value)).toEqual(['ok']);
  const behind = await complete(['deployment', 'show', '--', '-'], TREE, hostile);
  expect(behind.candidates.map(({ value }) => value)).toEqual(['-dash']);
});
