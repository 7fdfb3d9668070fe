import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { addAccount, deleteAccount, setDefaultAccount } from '../../src/config/edit.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { runs } from '../helpers/chance.js';

const FILE = `# Mine.

defaultAccount = "prod" # careful

# The real one.
[[accounts]]
name = "prod"
key = "EXOprod"   # made in May
secretCommand = ["pass", "exo"]
shoeSize = 44
[accounts.customHeaders]
X-Team = "ml"

# To play.
[[accounts]]
name = "test"
key = "EXOtest"
secret = "s"

[other]
thing = 1
`;

const add = (text: string, name = 'new', makeDefault = false) =>
  addAccount(text, 'f', { name, key: 'EXOnew', secret: 'n', defaultZone: 'de-fra-1' }, makeDefault);

describe('addAccount', () => {
  test('writes a new file with the first account as the default', () => {
    expect(add('')).toEqual({
      text: 'defaultAccount = "new"\n\n[[accounts]]\nname = "new"\nkey = "EXOnew"\nsecret = "n"\ndefaultZone = "de-fra-1"\n',
      commentsLost: false,
    });
  });

  test('changes nothing else', () => {
    expect(add(FILE)).toEqual({
      text: `${FILE}\n[[accounts]]\nname = "new"\nkey = "EXOnew"\nsecret = "n"\ndefaultZone = "de-fra-1"\n`,
      commentsLost: false,
    });
  });

  test('makes it the default if requested', () => {
    const { text } = add(FILE, 'new', true);
    expect(text).toContain('defaultAccount = "new" # careful\n');
    expect(parseConfig(text, 'f').config.defaultAccount).toBe('new');
  });

  test('writes customHeaders and a secretCommand too', () => {
    const account = {
      name: 'a',
      key: 'k',
      secretCommand: ['pass', 'x'],
      customHeaders: { 'X-Y': '1' },
      account: undefined,
    };
    const { text } = addAccount('', 'f', account);
    expect(parseConfig(text, 'f').config.accounts).toEqual([
      { name: 'a', key: 'k', secretCommand: ['pass', 'x'], customHeaders: { 'X-Y': '1' } },
    ]);
  });

  test.each([
    ['prod', 'account "prod" exists already in f', 5],
    ['PROD', 'account "prod" exists already in f', 5],
    ['', "an account's name may be neither empty nor have control characters", 2],
    ['a\nb', "an account's name may be neither empty nor have control characters", 2],
  ])('refuses the name %j', (name, message, exitCode) =>
    expect(() => add(FILE, name)).toThrow(expect.objectContaining({ message, exitCode })),
  );
});

describe('setDefaultAccount', () => {
  test.each([
    ['the value alone changes', FILE, FILE.replace('= "prod" #', '= "test" #')],
    [
      'whatever its case and quotes',
      `"DefaultAccount"='a'\n[[accounts]]\nname="test"`,
      `"DefaultAccount"="test"\n[[accounts]]\nname="test"`,
    ],
    [
      'a missing one goes in front',
      `[[accounts]]\nname="test"`,
      `defaultAccount = "test"\n\n[[accounts]]\nname="test"`,
    ],
    [
      'before other keys',
      `x = 1\n[[accounts]]\nname="test"`,
      `defaultAccount = "test"\nx = 1\n[[accounts]]\nname="test"`,
    ],
    [
      'after the heading, before the comment of what follows',
      `# Mine.\n\n# To play.\n[[accounts]]\nname="test"`,
      `# Mine.\n\ndefaultAccount = "test"\n\n# To play.\n[[accounts]]\nname="test"`,
    ],
    [
      'line feeds of Windows stay',
      `[[accounts]]\r\nname="test"\r\n`,
      `defaultAccount = "test"\r\n\r\n[[accounts]]\r\nname="test"\r\n`,
    ],
  ])('%s', (_, before, text) =>
    expect(setDefaultAccount(before, 'f', 'test')).toEqual({ text, commentsLost: false }),
  );

  test('the error for an unknown name lists the existing ones', () => {
    expect(() => setDefaultAccount(FILE, 'f', 'Test')).toThrow(
      expect.objectContaining({
        message: 'account "Test" is not in f',
        hint: 'did you mean test?\nThere are: prod, test',
        exitCode: 4,
      }),
    );
  });
});

describe('deleteAccount', () => {
  test('removes only the account, its tables and its comment', () => {
    const gone = '# To play.\n[[accounts]]\nname = "test"\nkey = "EXOtest"\nsecret = "s"\n\n';
    expect(deleteAccount(FILE, 'f', 'test')).toEqual({ text: FILE.replace(gone, ''), commentsLost: false });
  });

  test('removes the first account too, once it is not the default', () => {
    const { text } = deleteAccount(setDefaultAccount(FILE, 'f', 'test').text, 'f', 'prod');
    expect(text).toBe(
      '# Mine.\n\ndefaultAccount = "test" # careful\n\n# To play.\n[[accounts]]\nname = "test"\nkey = "EXOtest"\nsecret = "s"\n\n[other]\nthing = 1\n',
    );
  });

  test.each([
    ['at the end of the file', ''],
    ['before other tables', '\n# Others.\n[other]\nthing = 1\n'],
    ['before another account', '\n# Last.\n[[accounts]]\nname = "last"\n'],
  ])('leaves comments that a blank line separates from the account, %s', (_, rest) => {
    const before = '[[accounts]]\nname = "prod"\n\n';
    const gone = '# To play.\n[[accounts]]\nname = "test"\n\nkey = "EXOtest"\n# secret = "old"\n\n';
    const kept = `# Not now:\n# [[accounts]]\n# name = "later"\n# secret = "s"\n${rest}`;
    expect(deleteAccount(before + gone + kept, 'f', 'test').text).toBe(before + kept);
  });

  test.each(['[[accounts]]\nname = "prod"\n', '[[accounts]]\r\nname = "prod"\r\n'])(
    'leaves the line feed at the end of %j when the account below goes',
    (before) => {
      const gone = before.replace('prod', 'test');
      expect(deleteAccount(before + gone, 'f', 'test').text).toBe(before);
    },
  );

  test('refuses to remove the default while there are others', () => {
    expect(() => deleteAccount(FILE, 'f', 'prod')).toThrow(
      expect.objectContaining({
        message: 'account "prod" is the default account',
        hint: 'Make another one the default first: exo-di config set NAME',
        exitCode: 5,
      }),
    );
  });

  test('also removes the default with the last account', () => {
    expect(deleteAccount(add('').text, 'f', 'new').text.trim()).toBe('');
    const only = 'defaultAccount = "new"\n# Mine.\nkept = 1\n\n[[accounts]]\nname = "new"\nkey = "EXOnew"\n';
    const left = { text: '# Mine.\nkept = 1\n', commentsLost: false };
    expect(deleteAccount(only, 'f', 'new')).toEqual(left);
  });
});

describe('an invalid account', () => {
  const broken = `${FILE.replace('secret = "s"', 'secret = ["s"]')}`;

  test('does not prevent changes to others, and can be deleted', () => {
    expect(add(broken).text).toBe(add(FILE).text.replace('secret = "s"', 'secret = ["s"]'));
    expect(deleteAccount(broken, 'f', 'test')).toEqual(deleteAccount(FILE, 'f', 'test'));
  });

  test('cannot become the default', () => {
    expect(() => setDefaultAccount(broken, 'f', 'test')).toThrow(
      expect.objectContaining({ message: 'f: account 2: secret must be a string', exitCode: 2 }),
    );
  });
});

describe('an unusual layout', () => {
  test.each([
    ['accounts in one line', `accounts = [{name = "a"}, {name = "test", n = 1}] # all`, true],
    [
      'a text that looks like a table',
      `[[accounts]]\nname = "a"\nx = """\n[[accounts]]\n"""\n[[accounts]]\nname="test"\nn=1`,
      false,
    ],
    [
      'a default over several lines',
      `defaultAccount = """\na"""\n[[accounts]]\nname = "a"\n[[accounts]]\nname="test"\nn=1`,
      false,
    ],
  ])('is rewritten: %s', (_, text, commentsLost) => {
    const added = add(text, 'new', true);
    expect(parseConfig(added.text, 'f').config.accounts.map(({ name }) => name)).toEqual([
      'a',
      'test',
      'new',
    ]);
    const deleted = deleteAccount(added.text, 'f', 'a');
    const { config, document } = parseConfig(deleted.text, 'f');
    expect(config.accounts.map(({ name }) => name)).toEqual(['test', 'new']);
    expect(config.defaultAccount).toBe('new');
    expect(document.accounts).toMatchObject([{ n: 1 }, {}]);
    if (commentsLost) expect(added.commentsLost).toBe(true);
  });
});

test('a single account that is no array is kept when another one is added', () => {
  const { text } = add('defaultAccount = 7\n[accounts]\nname = 7\nn = 1\n');
  expect(text).toContain(
    'defaultAccount = 7\n\n[[accounts]]\nname = 7\nn = 1\n\n[[accounts]]\nname = "new"\n',
  );
});

test('adding, choosing and deleting change only one account, with any names', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() !== '' && !/[\x00-\x1f\x7f]/.test(text));
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5, selector: (text) => text.toLowerCase() });
  fc.assert(
    fc.property(names, fc.nat(), (all, chosen) => {
      const text = all.reduce((before, one) => add(before, one).text, '# Mine.\n');
      const [gone = '', ...left] = [...all.slice(chosen % all.length), ...all.slice(0, chosen % all.length)];
      const other = setDefaultAccount(text, 'f', left[0] ?? '').text;
      const { document, config } = parseConfig(deleteAccount(other, 'f', gone).text, 'f');
      expect(config.accounts.map((account) => account.name)).toEqual(all.filter((one) => one !== gone));
      expect(config.defaultAccount).toBe(left[0]);
      expect(Object.keys(document).sort()).toEqual(['accounts', 'defaultAccount']);
      expect(other).toContain('# Mine.\n');
      expect(parseConfig(stringify(document), 'f').config).toEqual(config);
    }),
    { numRuns: runs(50) },
  );
});
