import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';
import { retold } from '../../helpers/service.js';

describe('deployment instance-type', () => {
  test('of one zone, sorted, in every format', async () => {
    const { exo } = bench();
    const line = 'deployment instance-type -z at-vie-2';
    const { code, stdout, stderr } = await exo(`${line} -O text`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'gpu2\tfalse\tat-vie-2',
        'gpu3\tfalse\tat-vie-2',
        'gpu3080ti\ttrue\tat-vie-2',
        'gpua30\tfalse\tat-vie-2',
        'gpua5000\ttrue\tat-vie-2',
        'gpurtx6000pro\tfalse\tat-vie-2',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await exo(`${line} -O json`)).stdout)[2]).toEqual({
      family: 'gpu3080ti',
      authorized: true,
      zone: 'at-vie-2',
    });
    expect((await exo(line)).stdout).toMatch(/│ gpua5000 +│ true +│ at-vie-2 │/);
    const template = '{{if .Authorized}}{{.Family}} {{end}}';
    expect((await exo([...line.split(' '), '--output-template', template])).stdout).toContain('gpua5000 ');
  });

  test('of every zone, in the order of the zones', async () => {
    const { stdout } = await bench().exo('deployment instance-type -O json');
    const rows: { zone: string }[] = JSON.parse(stdout);
    expect([...new Set(rows.map(({ zone }) => zone))]).toHaveLength(8);
    expect(rows.map(({ zone }) => zone)).toEqual(rows.map(({ zone }) => zone).sort());
  });

  test('a zone without GPU families is named', async () => {
    const { exo, intercept } = bench();
    intercept(retold('/ai/instance-type', () => JSON.stringify({ 'instance-types': [] })));
    const { stderr } = await exo('deployment instance-type -z at-vie-2');
    expect(stderr).toBe('No GPU families are offered in at-vie-2.\n');
    expect((await exo('deployment instance-type')).stderr).toBe('No GPU families are offered.\n');
  });

  test('a zone that fails is warned of, exit 10', async () => {
    const { exo } = bench({ fail: ['GET /ai/instance-type@de-fra-1=500 x*'] });
    const { code, stdout, stderr } = await exo('deployment instance-type -O json');
    expect(code).toBe(10);
    expect(JSON.parse(stdout)).toHaveLength(42);
    expect(stderr).toContain('"warnings":["zone de-fra-1: could not list instance types in de-fra-1');
  });
});
