import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonRenderer, safeJson } from '../../src/output/json-renderer.js';
import { visible } from '../../src/output/visible.js';
import { anyText } from '../helpers/any-text.js';
import { item, items } from './items.js';

const json = jsonRenderer(items);

describe('json', () => {
  test('one compact line, with the keys of the reference first and additional ones after them', () => {
    expect(json.one(item({ note: 'n' }))).toBe(
      '{"id":"id-1","name":"demo","state":"ready","size":3,"note":"n","doubled":6}\n',
    );
  });
  test('an empty optional field is omitted', () => {
    expect(json.one(item())).not.toContain('note');
  });
  test('a list is an array, even when empty', () => {
    expect(json.many([])).toBe('[]\n');
    expect(JSON.parse(json.many([item(), item({ id: 'id-2' })]))).toMatchObject([
      { id: 'id-1' },
      { id: 'id-2' },
    ]);
  });
  test('HTML is not escaped', () => {
    expect(json.one(item({ name: '<a> & b' }))).toContain('"<a> & b"');
  });
});

describe('safeJson escapes characters that a terminal would obey or hide', () => {
  test.each([
    ['\x1b[2J', '"\\u001b[2J"'],
    ['\x7f', '"\\u007f"'],
    ['\x9b31m', '"\\u009b31m"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\u202e\u2066', '"\\u202e\\u2066"'],
    ['\u200b\ufeff', '"\\u200b\\ufeff"'],
    ['\u{e0041}', '"\\udb40\\udc41"'],
    ['\u{e0fff}\u{1d173}', '"\\udb43\\udfff\\ud834\\udd73"'],
    ['\ud800', '"\\ud800"'],
    ['é 日本 🚀 👩‍👩‍👧', '"é 日本 🚀 👩‍👩‍👧"'],
  ])('%j', (text, written) => expect(safeJson(text)).toBe(written));

  test('whatever a terminal hides: stderr would write it in a form that is no JSON', () => {
    const all = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code));
    const hidden = all.filter((one) =>
      /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(one),
    );
    expect(hidden.length).toBeGreaterThan(4_000);
    const text = hidden.join('x');
    expect(JSON.parse(visible(safeJson(text)))).toBe(text);
  });

  test('its output parses to the same value and has no control characters', () => {
    fc.assert(
      fc.property(fc.json(), anyText(), (document, text) => {
        const value: unknown = [JSON.parse(document), text];
        expect(JSON.parse(safeJson(value))).toEqual(value);
        expect(safeJson(value)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
