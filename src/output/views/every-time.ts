import type { Field } from '../view.js';

/** When a row was printed, in ISO 8601: with --every, whose output is read later. A single run has no such key. */
export const EVERY_TIME: Field<{ time?: string }> = {
  key: 'time',
  value: ({ time }) => time,
  extra: true,
  omitEmpty: true,
};
