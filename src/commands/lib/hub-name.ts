import * as z from 'zod/mini';
import type { Exchange } from '../../domain/likely.js';
import { newName } from './new-name.js';

/** The address of a model on Hugging Face, as a browser shows it; its group is the model's name. */
const ADDRESS = /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/([^/?#]+\/[^/?#]+)/;

/** The name of a model on Hugging Face. Its address, which people copy from a browser, is refused. */
export const hubName = newName.check(
  z.refine((name) => !ADDRESS.test(name), { error: 'must be the name on Hugging Face, not its address' }),
);

/** What is meant by the address of a model: the name in it; undefined for anything else. */
export function nameInAddress(typed: unknown): Exchange | undefined {
  const [, name] = typeof typed === 'string' ? (ADDRESS.exec(typed) ?? []) : [];
  return name === undefined ? undefined : { typed: [String(typed)], meant: [name] };
}
