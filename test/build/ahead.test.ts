import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
// @ts-expect-error: a script for the build, without types
import { compiledAhead } from '../../scripts/ahead.mjs';

/** The source with a mark for V8 on every function whose text begins with one of these. */
function ahead(source: string, ...called: string[]): string {
  const ranges = called.map((text) => {
    const start = source.indexOf(text);
    expect(start, text).toBeGreaterThanOrEqual(0);
    return `${start}-${start + text.length}`;
  });
  return compiledAhead(source, new Set(ranges));
}

describe('a function that is called is marked', () => {
  test.each<[string, string, string[], string]>([
    ['arrow', 'var a=()=>1,b=()=>2', ['()=>1'], 'var a=(()=>1),b=()=>2'],
    ['expression', 'x(function(){})', ['function(){}'], 'x((function(){}))'],
    ['one in another', 'x(()=>()=>1)', ['()=>()=>1', '()=>1'], 'x((()=>(()=>1)))'],
    ['field of a class', 'class A{b=()=>1}', ['()=>1'], 'class A{b=(()=>1)}'],
    ['declaration', 'a();function a(){}', ['function a(){}'], 'var a=(function(){});a();'],
    [
      'several declarations',
      'x();function a(){}y();function b(){}',
      ['function a(){}', 'function b(){}'],
      'var a=(function(){});var b=(function(){});x();y();',
    ],
    [
      'behind a directive',
      '"use strict";a();async function*a(){}',
      ['async function*a(){}'],
      '"use strict";var a=(async function*(){});a();',
    ],
    [
      'in a function',
      'x(()=>{y();function a(){}})',
      ['function a(){}'],
      'x(()=>{var a=(function(){});y();})',
    ],
  ])('%s', (_, source, called, expected) => {
    expect(ahead(source, ...called)).toBe(expected);
  });
});

describe('other code does not change', () => {
  test.each<[string, string, string[]]>([
    ['what is not called', 'var a=()=>1;function b(){}', []],
    ['a method', 'class A{b(){}static c(){}get d(){return 1}}', ['b(){}', 'c(){}', 'd(){return 1}']],
    ['a method of an object', 'x({a(){},get b(){return 1}})', ['a(){}', 'get b(){return 1}']],
    ['an async arrow, which V8 compiles late all the same', 'var a=async b=>b', ['async b=>b']],
    [
      'one that is declared twice',
      'function a(){return 1}function a(){}',
      ['function a(){return 1}', 'function a(){}'],
    ],
    ['one that is declared in a block', 'if(x){function a(){}}', ['function a(){}']],
  ])('%s', (_, source, called) => {
    expect(ahead(source, ...called)).toBe(source);
  });
});

test('V8 compiles marked functions with their script, so they are in its cached code', () => {
  const body = `{return [${Array.from({ length: 500 }, (_, n) => `x.y${n}`)}]}`;
  const kept = (source: string) => new Script(source).createCachedData().length;
  const gain = (source: string, called: string) => kept(ahead(source, called)) - kept(source);
  expect(gain(`function a(x)${body}`, `function a(x)${body}`)).toBeGreaterThan(5_000);
  // Arrow functions since Node 24.
  if (Number.parseInt(process.versions.node, 10) < 24) return;
  expect(gain(`var a=x=>${body}`, `x=>${body}`)).toBeGreaterThan(5_000);
});
