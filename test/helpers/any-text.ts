import fc from 'fast-check';

/** Below the surrogates, and above them. */
const codePoint = fc
  .integer({ min: 0, max: 0x10_f7ff })
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

/** What an object has by itself. */
const inherited = fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf');

/**
 * Any text of code points at all. It is what fast-check's own unit `binary` gives, which first makes a table of more
 * than a million entries in every worker, and that takes it a second.
 */
export function anyText(constraints: fc.StringConstraints = {}): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = constraints;
  return fc.oneof(
    { weight: 19, arbitrary: fc.string({ ...constraints, unit: codePoint }) },
    { weight: 1, arbitrary: inherited.filter(({ length }) => minLength <= length && length <= maxLength) },
  );
}
