import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { UsageError } from '../../src/errors.js';
import { SECRET } from './memory.js';

const refusal = (text: string): UsageError => {
  try {
    parseConfig(text, 'exoscale.toml');
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error('was not refused with a UsageError');
};

describe('parseConfig reads', () => {
  test('every key of an account', () => {
    const text = `
      defaultAccount = "prod"
      [[accounts]]
      name = "prod"
      account = "org"
      key = "EXO1"
      secretCommand = ["pass", "exoscale"]
      endpoint = "https://api-ch-gva-2.exoscale.com/v2"
      environment = "api"
      defaultZone = "de-fra-1"
      defaultOutputFormat = "json"
      defaultSSHKey = "ada"
      defaultTemplate = "Debian"
      sosEndpoint = "https://sos-{zone}.exo.io"
      clientTimeout = 20
      customHeaders = { X-Team = "ml" }`;
    expect(parseConfig(text, 'f').config).toEqual({
      defaultAccount: 'prod',
      accounts: [
        {
          name: 'prod',
          account: 'org',
          key: 'EXO1',
          secretCommand: ['pass', 'exoscale'],
          endpoint: 'https://api-ch-gva-2.exoscale.com/v2',
          environment: 'api',
          defaultZone: 'de-fra-1',
          defaultOutputFormat: 'json',
          defaultSSHKey: 'ada',
          defaultTemplate: 'Debian',
          sosEndpoint: 'https://sos-{zone}.exo.io',
          clientTimeout: 20,
          customHeaders: { 'X-Team': 'ml' },
        },
      ],
    });
  });

  test('keys in any case, and names of headers unchanged', () => {
    const text = `DEFAULTACCOUNT = "a"\n[[Accounts]]\nNAME = "a"\ndefaultzone = "z"\n[Accounts.CUSTOMHEADERS]\nX-Y = "1"`;
    expect(parseConfig(text, 'f').config).toEqual({
      defaultAccount: 'a',
      accounts: [{ name: 'a', defaultZone: 'z', customHeaders: { 'X-Y': '1' } }],
    });
  });

  test('unknown keys, which are ignored but kept in the document', () => {
    const { config, document } = parseConfig(`colour = 1\n[[accounts]]\nshoe = 99999999999999999`, 'f');
    expect(config).toEqual({ accounts: [{ name: '' }] });
    expect(document).toEqual({ colour: 1, accounts: [{ shoe: 99999999999999999n }] });
  });

  test.each([
    ['nothing', ''],
    ['a comment', '# hello'],
    ['a byte order mark', '\ufeff'],
  ])('%s', (_, text) => expect(parseConfig(text, 'f').config).toEqual({ accounts: [] }));
});

describe('parseConfig converts values as the reference does', () => {
  const table = (line: string) => parseConfig(`[[accounts]]\n${line}`, 'f').config.accounts[0];

  test.each([
    ['name = 1234', { name: '1234' }],
    ['name = 99999999999999999', { name: '99999999999999999' }],
    ['key = true', { name: '', key: '1' }],
    ['key = false', { name: '', key: '0' }],
    ['secretCommand = "pass"', { name: '', secretCommand: ['pass'] }],
    ['secretCommand = "pass,show,a b"', { name: '', secretCommand: ['pass', 'show', 'a b'] }],
    ['secretCommand = ""', { name: '', secretCommand: [] }],
    ['secretCommand = ["head", "-c", 9]', { name: '', secretCommand: ['head', '-c', '9'] }],
    ['clientTimeout = "20"', { name: '', clientTimeout: 20 }],
    ['clientTimeout = ""', { name: '', clientTimeout: 0 }],
    ['customHeaders.A = 1', { name: '', customHeaders: { A: '1' } }],
  ])('%j', (line, account) => expect(table(line)).toEqual(account));

  test('the name of the default account, and a single account that is no array', () => {
    expect(parseConfig('defaultAccount = 7\n[accounts]\nname = 7', 'f').config).toEqual({
      defaultAccount: '7',
      accounts: [{ name: '7' }],
    });
  });
});

describe('parseConfig refuses', () => {
  test.each([
    ['accounts = 3', 'exoscale.toml: accounts must be [[accounts]] tables'],
    ['[accounts.prod]\nkey = "k"', 'exoscale.toml: accounts must be [[accounts]] tables'],
    ['accounts = [3]', 'exoscale.toml: account 1: must be a table'],
    ['accounts = [2026-01-01]', 'exoscale.toml: account 1: must be a table'],
    ['defaultAccount = [3]', 'exoscale.toml: defaultAccount must be a string'],
    ['accounts = []\nAccounts = []', 'exoscale.toml: accounts is set twice, in different case'],
  ])('%j', (text, message) => expect(refusal(text).message).toBe(message));

  test.each([
    ['[[accounts]]\n[[accounts]]\nKEY = [3]', 'account 2: key must be a string'],
    [
      '[[accounts]]\n[[accounts]]\nsecretCommand = { a = 1 }',
      'account 2: secretCommand must be an array of strings',
    ],
    ['[[accounts]]\n[[accounts]]\nsecretCommand = [[1]]', 'account 2: secretCommand.0 must be a string'],
    [
      '[[accounts]]\n[[accounts]]\nclientTimeout = "x"',
      'account 2: clientTimeout must be a number of minutes',
    ],
    [
      '[[accounts]]\n[[accounts]]\ncustomHeaders = ["a"]',
      'account 2: customHeaders must be a table of strings',
    ],
    ['[[accounts]]\n[[accounts]]\nkey = "a"\nKey = "b"', 'account 2: key is set twice, in different case'],
  ])('only the account with %j', (text, problem) => {
    const [sound, broken] = parseConfig(text, 'exoscale.toml').config.accounts;
    expect(sound?.problems).toBeUndefined();
    expect(broken?.problems).toEqual([problem]);
  });

  test('broken TOML, with line and column', () => {
    const error = refusal('[[accounts]]\nname = "prod\n');
    expect(error.message).toMatch(/^exoscale\.toml is not valid TOML at line 2, column \d+/);
    expect(error.exitCode).toBe(2);
  });

  test.each([
    `secret = "${SECRET}`,
    `secret = ${SECRET}`,
    `secret = "${SECRET}" x`,
    `secret = "${SECRET}"\nsecret = "${SECRET}"`,
    `"${SECRET}" "${SECRET}"`,
    `defaultAccount = ["${SECRET}"]`,
  ])('without quoting the file: %j', (text) => {
    const error = refusal(text);
    expect(
      [error.message, error.hint, error.stack, String(error.cause), JSON.stringify(error.details)].join(),
    ).not.toContain(SECRET);
  });

  test('an invalid value of an account without quoting it, and keeps its other values', () => {
    const text = `[[accounts]]\nname = "a"\nsecret = ["${SECRET}"]\nkey = { "${SECRET}" = 1 }`;
    expect(parseConfig(text, 'f').config.accounts).toEqual([
      { name: 'a', problems: ['account 1: key must be a string', 'account 1: secret must be a string'] },
    ]);
  });
});
