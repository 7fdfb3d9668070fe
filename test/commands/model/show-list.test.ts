import { describe, expect, test } from 'vitest';
import { SEEDED_MODELS, seededId } from '../../../src/sandbox/index.js';
import { bench } from '../../helpers/run.js';

const MODEL = 'openai/gpt-oss-120b';
const ID = seededId(`at-vie-2/${MODEL}`);
const TIME = '2026-01-01T00:00:00Z';

describe('model show', () => {
  test.each([
    ['by name', MODEL],
    ['by ID', ID],
    ['by ID in capitals', ID.toUpperCase()],
  ])('%s', async (_, given) => {
    const { code, stdout, stderr } = await bench().exo(`model show ${given} -z at-vie-2`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\| Name +\| openai\/gpt-oss-120b +\|/);
    expect(stdout).toMatch(/\| Size +\| 61 GiB +\|/);
  });

  test("-O json has the reference's keys in its order, ours after them", async () => {
    const { stdout } = await bench().exo(`model get ${MODEL} -z at-vie-2 -O json`);
    expect(stdout).toBe(
      `{"id":"${ID}","name":"${MODEL}","state":"ready","model_size":"61 GiB","created_at":"${TIME}","updated_at":"${TIME}","zone":"at-vie-2"}\n`,
    );
  });

  test('-O text, and a template over it', async () => {
    const { exo } = bench();
    expect((await exo(`model show ${MODEL} -z at-vie-2 -O text`)).stdout).toBe(
      `${ID}\t${MODEL}\tready\t61 GiB\t${TIME}\t${TIME}\n`,
    );
    const template = ['--output-template', '{{if eq .State "ready"}}up{{end}}', '-O', 'json'];
    expect((await exo(['model', 'show', MODEL, '-z', 'at-vie-2', ...template])).stdout).toBe('up\n');
  });

  test('without a zone, the one zone that has it is named', async () => {
    const { exo } = bench();
    await exo('model create some/Model -z de-muc-1 -Q');
    const { code, stderr } = await exo('model show some/Model');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Found some/Model in de-muc-1.\n' });
  });

  test('of a model in several zones is ambiguous: exit 5 with the list', async () => {
    const { code, stderr } = await bench().exo(`model show ${MODEL}`);
    expect(code).toBe(5);
    expect(stderr).toContain(`error: "${MODEL}" is ambiguous: 4 models have that name\n`);
    expect(stderr).toContain(`${ID}  at-vie-2`);
  });

  test('of a model in another zone: exit 4, and the zone', async () => {
    const { exo } = bench();
    await exo('model create some/Model -z de-muc-1 -Q');
    const { code, stderr } = await exo('model show some/Model -z at-vie-2', { terminal: true });
    expect(code).toBe(4);
    expect(stderr).toBe(
      'error: model "some/Model" was not found in at-vie-2\nhint: it is in de-muc-1: use -z de-muc-1\n      exo-di model show some/Model -z de-muc-1\n',
    );
  });

  test.each([
    ['that is nowhere', 'nope', 'model "nope" was not found in any zone'],
    ['of another case', 'OpenAI/gpt-oss-120b', 'model "OpenAI/gpt-oss-120b" was not found in any zone'],
  ])('%s: exit 4', async (_, name, message) => {
    const { code, stdout, stderr } = await bench().exo(`model show ${name}`);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('exo-di model list');
  });
});

describe('model list', () => {
  test('every zone, sorted by zone and name', async () => {
    const { code, stdout } = await bench().exo('model list -O text');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(code).toBe(0);
    expect([...new Set(rows.map((row) => row[2]))]).toEqual(['at-vie-2', 'ch-dk-2', 'de-fra-1', 'hr-zag-1']);
    expect(rows.slice(0, 5).map((row) => row[1])).toEqual([...SEEDED_MODELS].sort());
  });

  test('of one zone, as table and as JSON', async () => {
    const { exo } = bench();
    const table = (await exo('model ls -z at-vie-2')).stdout;
    expect(table).toMatch(/│ ID +│ Name +│ Zone +│ Status +│ +Size │/);
    expect(table.split('\n').filter((line) => line.includes('at-vie-2'))).toHaveLength(5);
    const json = JSON.parse((await exo('model list -z at-vie-2 -O json')).stdout);
    expect(Object.keys(json[0])).toEqual([
      ...['id', 'name', 'zone', 'state', 'model_size', 'created_at', 'updated_at'],
    ]);
  });

  test('one that is being downloaded has no size yet', async () => {
    const { exo } = bench();
    await exo('model create some/Model -z de-muc-1 --no-wait');
    expect(JSON.parse((await exo('model list -z de-muc-1 -O json')).stdout)).toMatchObject([
      { state: 'creating', model_size: '' },
    ]);
  });

  test('nothing: [] in JSON, and what to do on stderr', async () => {
    const { code, stdout, stderr } = await bench().exo('model list -z ch-gva-2 -O json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toBe('No models in ch-gva-2. Download one with: exo-di model create --help\n');
  });

  test('a zone that fails is warned of, what arrived is printed, exit 10', async () => {
    const { code, stdout, stderr } = await bench({ fail: ['GET /ai/model@de-fra-1=503 x*'] }).exo(
      'model list -O json',
    );
    expect(code).toBe(10);
    expect(JSON.parse(stdout)).toHaveLength(15);
    expect(stderr).toContain('"warnings":["zone de-fra-1: could not list models in de-fra-1');
  });

  test('when every zone fails the code is that of the failure', async () => {
    const { code, stdout } = await bench().exo('model list', { env: { EXOSCALE_API_SECRET: 'wrong' } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});
