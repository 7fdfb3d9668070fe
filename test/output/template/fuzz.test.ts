import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { templateRenderer } from '../../../src/output/template/template-renderer.js';
import type { View } from '../../../src/output/view.js';
import { anyText } from '../../helpers/any-text.js';
import { runs } from '../../helpers/chance.js';
import { PIPE } from '../items.js';

const view: View<{ name: string; replicas: number }> = {
  name: 'thing',
  fields: [
    { key: 'name', value: ({ name }) => name },
    { key: 'replicas', type: 'number', value: ({ replicas }) => replicas },
  ],
};

/** Runs a template; any error but a UsageError is a bug. */
function survives(template: string): void {
  try {
    templateRenderer(view, template, PIPE).one({ name: 'demo', replicas: 3 });
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
  }
}

describe('no template crashes or hangs', () => {
  test('of any characters', () => {
    fc.assert(fc.property(anyText({ maxLength: 200 }), survives));
  });

  test('of the parts of templates in any order', () => {
    const parts = fc.constantFrom(
      ...['{{- ', ' -}}', ' ', '\n', '"%d %s %q"'],
      ...'{{ }} ( ) | := = , . .Name .Replicas $ $x'.split(' '),
      ...'if else end with range break eq and or not len printf print html json nil true'.split(' '),
      ..."\" `a` 'a' 3 -1 1.5 /* */ text \\".split(' '),
    );
    const template = fc.array(parts, { maxLength: 40 }).map((list) => list.join(''));
    fc.assert(fc.property(template, survives), { numRuns: runs(1000) });
  });

  test('of well-formed actions', () => {
    const operand = fc.constantFrom(...'. .Name .Replicas "a" "%5v|%x" 1 -2 1.5 nil true'.split(' '));
    const name = fc.constantFrom(...'eq lt and or not print printf len json'.split(' '));
    const call = fc
      .tuple(name, fc.array(operand, { maxLength: 4 }))
      .map(([f, args]) => [f, ...args].join(' '));
    const pipe = fc.array(call, { minLength: 1, maxLength: 3 }).map((calls) => calls.join(' | '));
    const block = fc.constantFrom('if', 'with');
    const template = fc
      .tuple(block, pipe, pipe, pipe)
      .map(([word, a, b, c]) => `{{${word} ${a}}}{{${b}}}{{else}}{{${c}}}{{end}}`);
    fc.assert(fc.property(template, survives), { numRuns: runs(1000) });
  });

  test.each([
    ['many parentheses', `{{${'('.repeat(50_000)}`],
    ['many blocks', '{{if 1}}'.repeat(20_000)],
    ['many else ifs', `{{if 0}}${'{{else if 0}}'.repeat(20_000)}{{end}}`],
    ['a long pipe', `{{1${' | not'.repeat(20_000)}}}`],
    ['many fields', `{{(or . 1)${'.Name'.repeat(20_000)}}}`],
    ['much white space', `{{${' '.repeat(200_000)}`],
    ['a long text', 'x'.repeat(1_000_000)],
    ['a long string', `{{"${'\\n'.repeat(200_000)}"}}`],
    ['a wide field', '{{printf "%999999d" 1}}'],
    ['what doubles', `${'{{with print . . }}'.repeat(90)}x${'{{end}}'.repeat(90)}`],
    ['a field beyond all width', '{{printf "%99999999999d" 1}}'],
  ])('not %s', (_, template) => survives(template));
});
