import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, type TomlTable } from 'smol-toml';
import { hintOfMeant } from '../domain/likely.js';
import { ExoError, UsageError } from '../errors.js';
import { parseConfig } from './parse.js';
import { requireReadable } from './readable.js';
import type { Account } from './schema.js';
import { appendAccount, removeAccount, removeDefault, setDefault } from './text-edit.js';

/** A configuration file's new text. */
export interface Edited {
  text: string;
  /** The file was written so unusually that it had to be laid out anew, and it had comments. */
  commentsLost: boolean;
}

/** What a new account consists of; the other keys of the file may be given too. */
export type NewAccount = Omit<Account, 'problems'> & { key: string };

/**
 * Adds an account. The first of a file becomes its default, later ones when `makeDefault` is set.
 * Names that differ in case alone are refused: nobody should have to know `Prod` from `prod`.
 * @param text the file as it is, empty for a new one @param shown its name for messages
 * @throws {ExoError} `conflict` when the name is taken, `usage` when it cannot be a name or the file is broken.
 */
export function addAccount(text: string, shown: string, account: NewAccount, makeDefault = false): Edited {
  const { document, config } = parseConfig(text, shown);
  if (account.name.trim() === '' || /[\x00-\x1f\x7f]/.test(account.name)) {
    throw new UsageError("an account's name may be neither empty nor have control characters");
  }
  requireFree(account.name, config.accounts, shown);
  const entry: TomlTable = Object.fromEntries(
    Object.entries(account).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const { key, tables } = accountsOf(document);
  const wanted: TomlTable = { ...document, [key]: [...tables, entry] };
  let edited = appendAccount(text, stringify({ [key]: [entry] }));
  if (makeDefault || config.accounts.length === 0) {
    wanted[keyOf(document, 'defaultAccount')] = account.name;
    edited = setDefault(edited, tomlString(account.name));
  }
  return verified(text, edited, wanted);
}

/** @throws {ExoError} `conflict` when there is an account of that name, in whichever case */
export function requireFree(name: string, accounts: readonly Account[], shown: string): void {
  const taken = accounts.find((account) => account.name.toLowerCase() === name.toLowerCase());
  if (!taken) return;
  throw new ExoError('conflict', `account ${JSON.stringify(taken.name)} exists already in ${shown}`, {
    hint: 'Choose another name, or delete that account first: exo-di config delete NAME',
    code: 'account-exists',
  });
}

/**
 * Makes an account the default.
 * @throws {ExoError} `not-found` when there is no account of exactly that name, `usage` when it cannot be read.
 */
export function setDefaultAccount(text: string, shown: string, name: string): Edited {
  const { document, config } = parseConfig(text, shown);
  requireReadable(found(config.accounts, name, shown), shown);
  const wanted = { ...document, [keyOf(document, 'defaultAccount')]: name };
  return verified(text, setDefault(text, tomlString(name)), wanted);
}

/**
 * Deletes an account. The default one is refused, as the reference does, unless it is the last: then there is no
 * other to choose, and the default goes with it.
 * @throws {ExoError} `not-found` when there is no account of exactly that name, `conflict` for the default.
 */
export function deleteAccount(text: string, shown: string, name: string): Edited {
  const { document, config } = parseConfig(text, shown);
  const index = config.accounts.indexOf(found(config.accounts, name, shown));
  const isDefault = config.defaultAccount === name;
  if (isDefault && config.accounts.length > 1) {
    throw new ExoError('conflict', `account ${JSON.stringify(name)} is the default account`, {
      hint: 'Make another one the default first: exo-di config set NAME',
      code: 'default-account',
    });
  }
  const { key, tables } = accountsOf(document);
  const left = tables.filter((_, at) => at !== index);
  const wanted: TomlTable = { ...document, [key]: left };
  if (left.length === 0) delete wanted[key];
  let edited = removeAccount(text, index);
  if (isDefault) {
    delete wanted[keyOf(document, 'defaultAccount')];
    edited = removeDefault(edited);
  }
  return verified(text, edited, wanted);
}

function found(accounts: readonly Account[], name: string, shown: string): Account {
  const account = accounts.find((candidate) => candidate.name === name);
  if (account) return account;
  const names = accounts.map((account) => account.name).filter(Boolean);
  const there =
    names.length > 0 ? `There are: ${names.join(', ')}` : 'There are none; add one: exo-di config add';
  throw new ExoError('not-found', `account ${JSON.stringify(name)} is not in ${shown}`, {
    ...hintOfMeant(name, names, there),
    code: 'unknown-account',
  });
}

/** A known key as the file spells it. */
function keyOf(document: TomlTable, key: string): string {
  return Object.keys(document).find((spelt) => spelt.toLowerCase() === key.toLowerCase()) ?? key;
}

/** The accounts as they stand in the file, and how it spells their key. */
function accountsOf(document: TomlTable) {
  const key = keyOf(document, 'accounts');
  return { key, tables: [document[key] ?? []].flat() };
}

function tomlString(value: string): string {
  return stringify({ v: value }).trim().slice('v = '.length);
}

/**
 * The edited text if it means what is wanted; else, since the text was not laid out as foreseen, what is wanted is
 * written anew, without comments. So an edit of text can never damage a file, only fail to be pretty.
 */
function verified(before: string, edited: string, wanted: TomlTable): Edited {
  const anew = stringify(wanted);
  const meaning = (text: string) => parse(text, { integersAsBigInt: 'asNeeded' });
  try {
    if (isDeepStrictEqual(meaning(edited), meaning(anew))) return { text: edited, commentsLost: false };
  } catch {
    // Not TOML any more: written anew.
  }
  return { text: anew, commentsLost: before.includes('#') };
}
