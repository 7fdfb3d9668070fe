import { commandLine } from '../../domain/shell-words.js';

/** A command about one deployment, ready to paste: `exo-di deployment show my-app -z at-vie-2`. */
export const commandFor = (verb: string, name: string, zone: string, ...flags: string[]) =>
  commandLine(`deployment ${verb}`, [name], [...flags, '-z', zone]);

/** `exo-di deployment scale my-app 3 -z at-vie-2` */
export const scaleCommand = (name: string, size: number, zone: string) =>
  commandLine('deployment scale', [name, String(size)], ['-z', zone]);
