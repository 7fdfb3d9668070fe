import * as z from 'zod/mini';
import { edgeProblem } from '../../domain/one-word.js';
import { checkedText, text } from './parse-input.js';

/** The name of something new. With a line end of a script or a file behind it, it would be another one than is meant. */
export const newName = z.pipe(text, checkedText(edgeProblem));
