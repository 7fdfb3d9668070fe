import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, type TomlTable } from 'smol-toml';
import { hintOfMeant } from '../domain/likely.js';
import { pasteWord } from '../domain/shell-words.js';
import { ExoError, UsageError } from '../errors.js';
import type { Account } from './config-schema.js';
import { parseConfig } from './parse-config.js';
import { requireReadable } from './readable.js';
import { appendAccount, removeAccount, removeDefault, setDefault } from './text-edit.js';

/** A configuration file's new text. */
export interface Edited {
  text: string;
  /** Whether comments were lost: the layout of the file was so unusual that the file had to be written anew. */
  commentsLost: boolean;
}

/** The properties of a new account; the file's other keys may be given, too. */
export type NewAccount = Omit<Account, 'problems'> & { key: string };

/**
 * Adds an account. It becomes the default if it is the first in the file, or if `makeDefault` is set.
 * A name that differs from an existing one only in case is refused, so that nobody confuses `Prod` with `prod`.
 * @param text the file as it is, empty for a new one @param shown its name for messages
 * @throws {ExoError} `conflict` if the name is taken, `usage` if it cannot be a name or the file is broken.
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

/** Checks that a name is free. @throws {ExoError} `conflict` if an account has this name, in whatever case */
export function requireFree(name: string, accounts: readonly Account[], shown: string): void {
  const taken = accounts.find((account) => account.name.toLowerCase() === name.toLowerCase());
  if (!taken) return;
  throw new ExoError('conflict', `account ${JSON.stringify(taken.name)} exists already in ${shown}`, {
    hint: `Choose another name, or delete that account first: exo-di config delete ${pasteWord(taken.name)}`,
    code: 'account-exists',
  });
}

/**
 * Makes an account the default.
 * @throws {ExoError} `not-found` if no account has exactly this name, `usage` if the account cannot be read.
 */
export function setDefaultAccount(text: string, shown: string, name: string): Edited {
  const { document, config } = parseConfig(text, shown);
  requireReadable(findAccount(config.accounts, name, shown), shown);
  const wanted = { ...document, [keyOf(document, 'defaultAccount')]: name };
  return verified(text, setDefault(text, tomlString(name)), wanted);
}

/**
 * Deletes an account. As in `exo`, the default account is refused; but the last account can be deleted, because there
 * is no other to make the default, and its entry as the default is deleted, too.
 * @throws {ExoError} `not-found` if no account has exactly this name, `conflict` for the default.
 */
export function deleteAccount(text: string, shown: string, name: string): Edited {
  const { document, config } = parseConfig(text, shown);
  const index = config.accounts.indexOf(findAccount(config.accounts, name, shown));
  const isDefault = config.defaultAccount === name;
  if (isDefault && config.accounts.length > 1) {
    throw new ExoError('conflict', `account ${JSON.stringify(name)} is the default account`, {
      hint: 'Make another one the default first: exo-di config set NAME',
      code: 'default-account',
    });
  }
  const { key, tables } = accountsOf(document);
  const remaining = tables.filter((_, at) => at !== index);
  const wanted: TomlTable = { ...document, [key]: remaining };
  if (remaining.length === 0) delete wanted[key];
  let edited = removeAccount(text, index);
  if (isDefault) {
    delete wanted[keyOf(document, 'defaultAccount')];
    edited = removeDefault(edited);
  }
  return verified(text, edited, wanted);
}

function findAccount(accounts: readonly Account[], name: string, shown: string): Account {
  const account = accounts.find((candidate) => candidate.name === name);
  if (account) return account;
  const names = accounts.map((account) => account.name).filter(Boolean);
  const choices =
    names.length > 0 ? `There are: ${names.join(', ')}` : 'There are none; add one: exo-di config add';
  throw new ExoError('not-found', `account ${JSON.stringify(name)} is not in ${shown}`, {
    ...hintOfMeant(name, names, choices),
    code: 'unknown-account',
  });
}

/** How the file spells a known key: the case of keys does not matter. */
function keyOf(document: TomlTable, key: string): string {
  return Object.keys(document).find((spelt) => spelt.toLowerCase() === key.toLowerCase()) ?? key;
}

/** The accounts as the file has them, and how it spells their key. */
function accountsOf(document: TomlTable) {
  const key = keyOf(document, 'accounts');
  return { key, tables: [document[key] ?? []].flat() };
}

function tomlString(value: string): string {
  return stringify({ v: value }).trim().slice('v = '.length);
}

/**
 * The edited text if it means what is wanted. If it does not, because the layout was not as foreseen, the wanted
 * content is written anew, without comments. So an edit can never damage a file.
 */
function verified(before: string, edited: string, wanted: TomlTable): Edited {
  const anew = stringify(wanted);
  const meaning = (text: string) => parse(text, { integersAsBigInt: 'asNeeded' });
  try {
    if (isDeepStrictEqual(meaning(edited), meaning(anew))) return { text: edited, commentsLost: false };
  } catch {
    // The edited text is no longer TOML, so the file is written anew.
  }
  return { text: anew, commentsLost: before.includes('#') };
}
