import { describe, expect, test } from 'vitest';
import { createPrinter } from '../../../src/output/render.js';
import type { View } from '../../../src/output/view.js';
import { PIPE, terminal } from '../items.js';

interface Item {
  name: string;
  replicas: number;
  up: boolean;
  load?: number;
}
const view: View<Item> = {
  name: 'thing',
  fields: [
    { key: 'name', go: 'Name', label: 'Name', value: (item) => item.name },
    { key: 'replicas', go: 'Replicas', label: 'Replicas', type: 'number', value: (item) => item.replicas },
    { key: 'up', go: 'Up', label: 'Up', type: 'boolean', value: (item) => item.up },
    { key: 'load', type: 'number', value: ({ load }) => load, orNone: true, extra: true },
    { key: 'speed', type: 'number', value: () => 37.5, extra: true },
    { key: 'total_gpus', go: 'TotalGPUs', label: 'Total GPUs', type: 'number', value: () => 6, extra: true },
  ],
};
const demo: Item = { name: 'demo', replicas: 3, up: true };

const printer = (template: string, style = PIPE) => createPrinter(view, { format: 'json', template, style });

const run = async (template: string) => (await printer(template)).one(demo).slice(0, -1);

describe('a template prints the same as in Go', () => {
  test.each([
    // Fields and text.
    ['{{.Name}}', 'demo'],
    ['{{.Name}}: {{.Replicas}} {{.Up}}', 'demo: 3 true'],
    ['{{.TotalGPUs}}', '6'],
    ['{{.}}', '{demo 3 true}'],
    ['{{(.).Name}}', 'demo'],
    ['no action at all', 'no action at all'],
    ['}} alone is text', '}} alone is text'],
    ['{ {{.Name}} }', '{ demo }'],
    // Trimming and comments.
    ['a  {{- .Name -}}  b', 'ademob'],
    ['a \n\t{{- .Name}} b', 'ademo b'],
    ['{{.Name -}} \n b', 'demob'],
    ['a {{/* nothing }} */}} b', 'a  b'],
    ['a {{- /* nothing */ -}} b', 'ab'],
    ['{{-3}}', '-3'],
    ['{{- 3 -}}', '3'],
    ['{{\n.Name\n}}', 'demo'],
    // Literals.
    [`{{"a\\tb\\u00e9\\x41\\101\\xc3\\xa9"}}`, 'a\tbéAAé'],
    ['{{`raw \\n`}}', 'raw \\n'],
    ["{{'a'}} {{'\\n'}} {{'é'}}", '97 10 233'],
    ['{{0x1f}} {{0b11}} {{0o17}} {{017}} {{1_000}} {{+5}}', '31 3 15 15 1000 5'],
    [
      '{{1.5}} {{1e3}} {{.5}} {{1e6}} {{2.0}} {{1e-5}} {{123456789.0}}',
      '1.5 1000 0.5 1e+06 2 1e-05 1.23456789e+08',
    ],
    ['{{true}} {{false}}', 'true false'],
    // Pipelines.
    ['{{.Name | printf "%s-%s" "x"}}', 'x-demo'],
    ['{{.Name | len | printf "%03d"}}', '004'],
    ['{{(len .Name) | eq 4}}', 'true'],
    ['{{ "quoted" | printf "%q" }}', '"quoted"'],
    // Conditions.
    ['{{if .Up}}up{{else}}down{{end}}', 'up'],
    ['{{if not .Up}}a{{else if eq .Replicas 3}}b{{else}}c{{end}}', 'b'],
    ['{{if ""}}a{{else if 0}}b{{else if false}}c{{else if 0.0}}d{{else}}e{{end}}', 'e'],
    ['{{with .Name}}<{{.}}>{{else}}none{{end}}', '<demo>'],
    ['{{with ""}}a{{else}}{{.Name}}{{end}}', 'demo'],
    ['{{with ""}}a{{else with .Name}}{{.}}{{end}}', 'demo'],
    // Comparison.
    ['{{eq .Name "demo"}} {{eq .Name "a" "b" "demo"}} {{ne .Replicas 3}}', 'true true false'],
    ['{{lt 1 2}} {{le 2 2}} {{gt 2 1}} {{ge 1 2}}', 'true true true false'],
    // Go refuses to compare a whole number with a fraction, but a number of a row can be either.
    ['{{lt .Replicas 3.5}} {{gt .Replicas 2.5}} {{eq .Replicas 3.0}} {{ne 1.5 1}}', 'true true true true'],
    ['{{if lt .Speed 20}}slow{{else if ge .Speed 37.5}}fast{{end}}', 'fast'],
    ['{{lt "a" "b"}} {{lt "Z" "a"}} {{lt "\\uffff" "\\U00010000"}}', 'true true true'],
    ['{{eq nil nil}} {{eq .Name nil}} {{ne nil .Up}}', 'true false true'],
    ["{{eq 'a' 97}} {{eq .Replicas 0x3}}", 'true true'],
    // and, or, not: they return one of their values, and evaluate none after it.
    ['{{and .Name .Replicas}} {{and "" .Name}} {{or "" .Name}} {{or 0 ""}}', '3  demo '],
    ['{{or .Up (len (or 1 ""))}} {{and false (len (or 1 ""))}}', 'true false'],
    ['{{.Name | and .Up}} {{not ""}} {{not 1}}', 'demo true false'],
    // print: a space only between two values of which neither is a string.
    ['{{print 1 2 "a" "b" 3 4}}', '1 2ab3 4'],
    ['{{print}}|{{print nil}}|{{print "a" nil}}|{{print 1 nil}}', '|<nil>|a<nil>|1 <nil>'],
    ['{{println "a" 1 true}}', 'a 1 true\n'],
    // len: counts the bytes of a string.
    ['{{len .Name}} {{len "é"}}', '4 2'],
    // json.
    ['{{json .}}', '{"name":"demo","replicas":3,"up":true,"load":null,"speed":37.5,"total_gpus":6}'],
    // Escapes.
    [`{{html "<a&b>'\\""}} {{html .Replicas true}}`, '&lt;a&amp;b&gt;&#39;&#34; 3 true'],
    [`{{js "it's <\\"=&>\\n\\\\é"}}`, `it\\'s \\u003C\\"\\u003D\\u0026\\u003E\\u000A\\\\é`],
    ['{{urlquery "a b/é~*"}}', 'a+b%2F%C3%A9~%2A'],
    ['{{json .Name}} {{json .Replicas}} {{json nil}} {{json "<&>"}}', '"demo" 3 null "<&>"'],
  ])('%s', async (template, expected) => {
    expect(await run(template)).toBe(expected);
  });
});

describe('printf works as in Go', () => {
  test.each([
    ['{{printf "%s %d %v %t" .Name .Replicas .Up .Up}}', 'demo 3 true true'],
    ['{{printf "%5s|%-10s|%.2s|%5.1s|" "abc" "abc" "abc" "abc"}}', '  abc|abc       |ab|    a|'],
    [
      '{{printf "%05d|%-5d|%+d|% d|%5d|%.3d|%05d" 42 42 42 42 42 7 -42}}',
      '00042|42   |+42| 42|   42|007|-0042',
    ],
    [
      '{{printf "%x %X %#x %o %b %c %U %O" 255 255 255 8 5 65 0x1F600 8}}',
      'ff FF 0xff 10 101 A U+1F600 0o10',
    ],
    ['{{printf "%x|% x|%X" "hi" "hi" "hi"}}', '6869|68 69|6869'],
    [
      '{{printf "%.2f %8.3f %f %e %g %5.1f|" 3.14159 3.14159 1.0 1500.0 0.00001 2.25}}',
      '3.14    3.142 1.000000 1.500000e+03 1e-05   2.2|',
    ],
    ['{{printf "%q %q" "a\\"b\\n\\x1b" 65}}', `"a\\"b\\n\\x1b" 'A'`],
    ['{{printf "%v %5v|%-7v|" nil true "é"}}', '<nil>  true|é      |'],
    ['{{printf "100%%"}}', '100%'],
    ['{{printf "%+v %v" . .}}', '{Name:demo Replicas:3 Up:true} {demo 3 true}'],
    ['{{printf "%T %T %T %T %T" 1 .Replicas "a" true 1.5}}', 'int int64 string bool float64'],
    // Mistakes are reported in the printed text, as in Go.
    ['{{printf "%d" .Name}}', '%!d(string=demo)'],
    ['{{printf "%s" .Replicas}}', '%!s(int64=3)'],
    ['{{printf "%s" 3}}', '%!s(int=3)'],
    ['{{printf "%t" "x"}}', '%!t(string=x)'],
    ['{{printf "%d"}}', '%!d(MISSING)'],
    ['{{printf "%d %d" 1}}', '1 %!d(MISSING)'],
    ['{{printf "x" 1 .Name nil}}', 'x%!(EXTRA int=1, string=demo, <nil>)'],
    ['{{printf "%"}}', '%!(NOVERB)'],
    ['{{printf "%z" 1}}', '%!z(int=1)'],
    ['{{printf "%s" nil}}', '%!s(<nil>)'],
    ['{{printf "%.2f" 3}}', '%!f(int=3)'],
  ])('%s', async (template, expected) => {
    expect(await run(template)).toBe(expected);
  });
});

describe('an invalid template is refused before any request, with the position of the mistake', () => {
  test.each([
    ['{{.Nmae}}', 'column 3: there is no field .Nmae'],
    ['é{{.Nmae}}', 'column 4: there is no field .Nmae'],
    ['a\nb {{.Nmae}}', 'line 2, column 5: there is no field .Nmae'],
    ['{{if .Up}}{{.Foo}}{{end}}', 'column 13: there is no field .Foo'],
    ['{{with .Name}}{{.Name}}{{end}}', 'column 17: .Name is asked of a value that has no fields'],
    ['{{.Name.Length}}', 'column 8: .Length is asked of a value that has no fields'],
    ['{{upper .Name}}', 'column 3: there is no function upper'],
    ['{{.Name', 'column 1: the action {{ is not closed'],
    ['{{}}', 'column 3: a value is missing in an action'],
    ['{{if}}{{end}}', 'column 5: a value is missing in if'],
    ['{{if .Up}}', 'column 3: {{if}} has no {{end}}'],
    ['{{end}}', 'column 3: {{end}} outside of a block'],
    ['{{else}}', 'column 3: {{else}} outside of a block'],
    ['{{if .Up}}{{else}}{{else}}{{end}}', 'column 21: {{if}} has a second {{else}}'],
    ['{{"abc}}', 'column 3: a quoted string is not closed'],
    ['{{`abc}}', 'column 3: a raw string is not closed'],
    ["{{'ab'}}", "column 3: 'ab' is not one character"],
    ['{{"\\z"}}', 'column 3: "\\z" has an escape sequence Go does not know'],
    ['{{/* abc}}', 'column 1: a comment is not closed'],
    ['{{/* abc */ .Name}}', 'column 12: a comment ends before }}'],
    ['{{.Name | "x"}}', 'column 11: "x" cannot take the value before |'],
    ['{{.Name .Up}}', 'column 9: this value is no function and takes no arguments'],
    ['{{nil}}', 'column 3: nil stands alone'],
    ['{{len}}', 'column 3: len takes 1 argument, not 0'],
    ['{{.Up | not true}}', 'column 9: not takes 1 argument, not 2'],
    ['{{eq .Name}}', 'column 3: eq takes at least 2 arguments, not 1'],
    ['{{(.Name}}', 'column 3: a parenthesis is not closed'],
    ['{{.Name)}}', 'column 8: unexpected ) in an action'],
    ['{{print"a"}}', 'column 8: unexpected "\\"" after print'],
    ['{{1x}}', 'column 3: 1x is not a number'],
    ['{{9223372036854775808}}', 'column 3: 9223372036854775808 is not a number'],
    ['{{.Name # }}', 'column 9: unexpected "#"'],
    [`${'{{if 1}}'.repeat(101)}`, 'column 803: the template is nested too deeply'],
  ])('%s', async (template, expected) => {
    await expect(printer(template)).rejects.toMatchObject({
      exitCode: 2,
      message: `--output-template, ${expected}`,
    });
  });

  test.each([
    ['{{.Foo}}', 'Fields: .Name .Replicas .Up .Load .Speed .TotalGPUs'],
    ['{{.Nmae}}', 'did you mean .Name?\nFields: .Name .Replicas .Up .Load .Speed .TotalGPUs'],
    ['{{.name}}', 'did you mean .Name?\nFields: .Name .Replicas .Up .Load .Speed .TotalGPUs'],
    ['{{.total_gpus}}', expect.stringMatching(/^did you mean \.TotalGPUs\?\n/)],
    ['{{.GPUs}}', expect.stringMatching(/^did you mean \.TotalGPUs\?\n/)],
    ['{{printff "x"}}', expect.stringMatching(/^did you mean printf\?\n/)],
    ['{{Replicas}}', expect.stringMatching(/^did you mean \.Replicas\?\nFunctions: and or not eq /)],
  ])('the hint for %s lists the alternatives', async (template, hint) => {
    await expect(printer(template)).rejects.toMatchObject({ hint });
  });
});

describe('what no value of the field can do is refused before any request', () => {
  test.each([
    ['{{eq .Name 3}}', 'column 3: eq: incompatible types for comparison: string and int'],
    ['{{lt .Replicas "3"}}', 'column 3: lt: incompatible types for comparison: int64 and string'],
    ['{{lt .Up true}}', 'column 3: lt: a value of type bool has no order'],
    ['{{eq . .}}', 'column 3: eq: a value of type thing cannot be compared'],
    ['{{len .Replicas}}', 'column 3: len: a value of type int64 has no elements'],
    ['{{printf .Replicas}}', 'column 3: printf: the format is of type int64, not a string'],
    // In a part that may not be printed, and of what another function returns.
    ['{{if eq .Name "x"}}{{len .Up}}{{end}}', 'column 22: len: a value of type bool has no elements'],
    ['{{with .Replicas}}{{len .}}{{end}}', 'column 21: len: a value of type int64 has no elements'],
    ['{{.Name | len | lt "2"}}', 'column 17: lt: incompatible types for comparison: string and int'],
    ['{{len (or .Up .Replicas)}}', 'column 3: len: a value of type bool has no elements'],
    ['{{len .Load | eq "1"}}', 'column 15: eq: incompatible types for comparison: string and int'],
  ])('%s', async (template, expected) => {
    await expect(printer(template)).rejects.toMatchObject({
      exitCode: 2,
      message: `--output-template, ${expected}`,
    });
  });
});

test('what depends on the data is an error only for data that it cannot work with', async () => {
  const renderer = await printer('{{gt .Load 2}}');
  expect(renderer.one({ ...demo, load: 3 })).toBe('true\n');
  expect(() => renderer.one(demo)).toThrow(
    expect.objectContaining({
      message: '--output-template, column 3: gt: incompatible types for comparison: string and int',
      hint: 'only the output failed: what the command has sent was sent all the same',
    }),
  );
});

test('a list runs the template once per row, each followed by a line feed', async () => {
  const renderer = await printer('{{.Name}}');
  expect(renderer.many([demo, { ...demo, name: 'b' }])).toBe('demo\nb\n');
  expect(renderer.many([])).toBe('');
});

test('an empty template counts as none', async () => {
  expect((await printer('')).many([])).toBe('[]\n');
});

test('on a terminal control characters are escaped in values, but not in the template itself', async () => {
  const renderer = await printer('{{.Name}}{{"\\x1b[0m"}}', terminal());
  expect(renderer.one({ ...demo, name: 'a\x1b[2J\nb' })).toBe('a\\x1b[2J\\nb\x1b[0m\n');
});

describe('features of Go that are not supported are refused, with the alternatives', () => {
  test.each([
    ['{{range .}}{{.Name}}{{end}}', 'column 3: {{range}} is not supported'],
    ['{{range $i, $one := .}}{{$one.Name}}{{end}}', 'column 3: {{range}} is not supported'],
    ['{{range 1000000000}}x{{end}}', 'column 3: {{range}} is not supported'],
    ['{{if .Up}}{{break}}{{end}}', 'column 13: {{break}} is not supported'],
    ['{{continue}}', 'column 3: {{continue}} is not supported'],
    ['{{define "x"}}{{end}}', 'column 3: {{define}} is not supported'],
    ['{{template "x"}}', 'column 3: {{template}} is not supported'],
    ['{{block "x" .}}{{end}}', 'column 3: {{block}} is not supported'],
    ['{{$x := .Name}}{{$x}}', 'column 3: $x is not supported'],
    ['{{if $x := .Name}}{{$x}}{{end}}', 'column 6: $x is not supported'],
    ['{{with .Name}}{{$.Name}}{{end}}', 'column 17: $ is not supported'],
  ])('%s', async (template, expected) => {
    await expect(printer(template)).rejects.toMatchObject({
      exitCode: 2,
      message: `--output-template, ${expected}`,
      hint: 'Templates here have fields, if, else, with, end, functions, pipes and comments. Each object, or row of a list, has its turn: no range is needed.',
    });
  });

  test.each(['index .Name 1', 'slice .Name 1', 'call .Name'])('{{%s}}', async (action) => {
    await expect(printer(`{{${action}}}`)).rejects.toMatchObject({
      message: `--output-template, column 3: there is no function ${action.split(' ')[0]}`,
      hint: expect.stringMatching(/^Functions: and or not eq /),
    });
  });

  test.each(['{{if false}}{{printf "%*d" 4 7}}{{end}}', '{{printf "%.*f" 1 2.5}}', '{{"%[1]s" | printf}}'])(
    '%s',
    async (template) => {
      await expect(printer(template)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /^--output-template, column \d+: printf: \* and \[n\] in a format are not supported$/,
        ),
        hint: 'Values are printed in their order, widths stand in the format: "%-20s %3d".',
      });
    },
  );

  test('an unsupported format that comes from the data is refused when it is used', async () => {
    const renderer = await printer('{{printf .Name 1}}');
    expect(() => renderer.one({ ...demo, name: '%[1]d' })).toThrow('* and [n] in a format are not supported');
  });
});

describe('the size of the output is limited', () => {
  const formatted = '{{printf "%999999d" 1}}';
  test.each([
    '{{printf "%1000000000d" 1}}',
    '{{printf "%.1000000000d" 1}}',
    `{{printf "${'%999999d'.repeat(2)}" 1 1}}`,
    '{{if false}}{{printf "%99999999999999999999d" 1}}{{end}}',
  ])('%s is refused before anything is sent', async (template) => {
    await expect(printer(template)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/: printf: a format fills up to more than 1000000 characters$/),
    });
  });

  test.each([
    [formatted.repeat(17), 'column 371: the template prints more than 16 MiB'],
    [
      `{{with printf "%999999d" 1}}${'{{with print . .}}'.repeat(40)}{{end}}${'{{end}}'.repeat(40)}`,
      'column 36: print: a text is longer than 1 MiB',
    ],
    [
      '{{with printf "%999999d" 1}}{{printf "" . .}}{{end}}',
      'column 31: printf: a text is longer than 1 MiB',
    ],
  ])('%s', async (template, problem) => {
    await expect(run(template)).rejects.toMatchObject({
      exitCode: 2,
      message: `--output-template, ${problem}`,
    });
  });

  test.each(['print .', 'lt . .'])('a long text that %s reads too often is refused soon', async (call) => {
    const before = process.cpuUsage().user;
    await expect(
      run(`{{with printf "%999999d" 1}}${`{{if ${call}}}{{end}}`.repeat(3000)}{{end}}`),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/: the functions go through more than 64 MiB of text$/),
    });
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(15_000);
  });

  test('trimming long white space is fast', async () => {
    const before = process.cpuUsage().user;
    expect(await run(`${' '.repeat(99_999)}x${' '.repeat(99_999)}{{- .Name -}}${' '.repeat(99_999)}`)).toBe(
      `${' '.repeat(99_999)}xdemo`,
    );
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(1_000);
  });

  test('the limit applies to each print separately, so that a list can be watched', async () => {
    const renderer = await printer(
      `{{if ${'print ('.repeat(10)}printf "%999999d" 1${')'.repeat(10)}}}{{end}}`,
    );
    for (let time = 0; time < 10; time++) expect(renderer.many([demo])).toBe('\n');
  });

  test('the limit applies to all rows together', async () => {
    const renderer = await printer(formatted);
    expect(renderer.many([demo])).toHaveLength(1_000_000);
    expect(() => renderer.many(Array.from({ length: 17 }, () => demo))).toThrow('prints more than 16 MiB');
  });

  test('a list of 20 000 rows stays within the limit', async () => {
    const template = '{{.Name}} {{if eq .Replicas 0}}stopped{{else}}{{.Replicas}}{{end}} {{.Up}}';
    const renderer = await printer(template);
    expect(renderer.many(Array.from({ length: 20_000 }, () => demo)).split('\n')).toHaveLength(20_001);
  });
});
