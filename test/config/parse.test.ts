import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.js';
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

describe('what is understood', () => {
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

  test('keys in any case, names of headers as they stand', () => {
    const text = `DEFAULTACCOUNT = "a"\n[[Accounts]]\nNAME = "a"\ndefaultzone = "z"\n[Accounts.CUSTOMHEADERS]\nX-Y = "1"`;
    expect(parseConfig(text, 'f').config).toEqual({
      defaultAccount: 'a',
      accounts: [{ name: 'a', defaultZone: 'z', customHeaders: { 'X-Y': '1' } }],
    });
  });

  test('unknown keys are passed over, and kept in the document', () => {
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

describe('what is refused', () => {
  test.each([
    ['accounts = 3', 'exoscale.toml: accounts must be [[accounts]] tables'],
    ['accounts = [3]', 'exoscale.toml: account 1: must be a table'],
    ['defaultAccount = 3', 'exoscale.toml: defaultAccount must be a string'],
    ['[[accounts]]\n[[accounts]]\nKEY = 3', 'exoscale.toml: account 2: key must be a string'],
    [
      '[[accounts]]\nsecretCommand = "pass"',
      'exoscale.toml: account 1: secretCommand must be an array of strings',
    ],
    ['[[accounts]]\nsecretCommand = [1]', 'exoscale.toml: account 1: secretCommand.0 must be a string'],
    [
      '[[accounts]]\nclientTimeout = "x"',
      'exoscale.toml: account 1: clientTimeout must be a number of minutes',
    ],
    [
      '[[accounts]]\ncustomHeaders = ["a"]',
      'exoscale.toml: account 1: customHeaders must be a table of strings',
    ],
    ['[[accounts]]\ncustomHeaders.A = 1', 'exoscale.toml: account 1: customHeaders.A must be a string'],
    ['[[accounts]]\nkey = "a"\nKey = "b"', 'exoscale.toml: account 1: key is set twice, in different case'],
    [
      'defaultAccount = 3\n[[accounts]]\nkey = 3',
      'exoscale.toml: defaultAccount must be a string; exoscale.toml: account 1: key must be a string',
    ],
  ])('%j', (text, message) => expect(refusal(text).message).toBe(message));

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
    `[[accounts]]\nsecret = "${SECRET}"\nkey = 1\nname = ["${SECRET}"]`,
  ])('without showing what stands in the file: %j', (text) => {
    const error = refusal(text);
    expect(
      [error.message, error.hint, error.stack, String(error.cause), JSON.stringify(error.details)].join(),
    ).not.toContain(SECRET);
  });
});
