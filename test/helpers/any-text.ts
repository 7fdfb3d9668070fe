import fc from 'fast-check';

/** Any code point except the surrogates. */
const codePoint = fc
  .integer({ min: 0, max: 0x10_f7ff })
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

/** Names of properties that every object inherits: code that uses an object as a map may stumble over them. */
const inherited = fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf');

/**
 * Any text of any code points, sometimes a name that objects inherit. fast-check's own unit `binary` gives such texts
 * too, but first builds a table of more than a million entries in every worker, which takes a second.
 */
export function anyText(constraints: fc.StringConstraints = {}): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = constraints;
  return fc.oneof(
    { weight: 19, arbitrary: fc.string({ ...constraints, unit: codePoint }) },
    { weight: 1, arbitrary: inherited.filter(({ length }) => minLength <= length && length <= maxLength) },
  );
}
