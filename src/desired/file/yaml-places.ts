import * as yaml from 'yaml';
import { cached } from '../../domain/cached.js';
import type { Path, Source, SourcePosition } from './source.js';

/** Tells where the values and keys of a document stand. @param place of an offset in its text */
export function placesIn(
  document: yaml.Document,
  place: (offset: number) => SourcePosition,
): Pick<Source, 'at' | 'atKey' | 'written'> {
  // Finding what an alias names takes a walk through the document.
  const named = new Map<yaml.Alias, unknown>();
  const meant = (node: unknown) =>
    yaml.isAlias(node) ? cached(named, node, () => node.resolve(document)) : node;
  /** The node at a path, or the nearest thing around it. */
  const look = (path: Path, what: 'key' | 'value'): { offset: number; node: unknown } => {
    let offset = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
    let node: unknown = document.contents;
    for (const [depth, part] of path.entries()) {
      const around = meant(node);
      if (!yaml.isCollection(around)) return { offset, node: undefined };
      const pair = yaml.isMap(around)
        ? around.items.find(({ key }) => yaml.isScalar(key) && key.value === part)
        : undefined;
      const keyOffset = offsetOf(pair?.key);
      node = pair === undefined ? around.get(part, true) : pair.value;
      // A key without a value (`zone:`) is pointed at itself.
      const valueOffset = offsetOf(node);
      const found = what === 'key' && depth === path.length - 1 ? keyOffset : (valueOffset ?? keyOffset);
      if (found === undefined) return { offset, node: undefined };
      offset = found;
    }
    return { offset, node };
  };
  return {
    at: (path) => place(look(path, 'value').offset),
    atKey: (path) => place(look(path, 'key').offset),
    written(path) {
      const { node } = look(path, 'value');
      const found = meant(node);
      return yaml.isScalar(found) && found.type === yaml.Scalar.PLAIN ? found.source : undefined;
    },
  };
}

const offsetOf = (node: unknown) => (yaml.isNode(node) ? node.range?.[0] : undefined);
