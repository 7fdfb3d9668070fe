import { UsageError } from '../../../errors.js';
import type { Target } from '../../../proxy/route.js';

/**
 * Checks that the proxy can tell its deployments apart by name, because each has a path with its name.
 * @throws UsageError for a deployment named twice, or two of one name
 */
export function requireDistinct(
  found: readonly { id: string; name: string; zone: { zone: string } }[],
): void {
  for (const [at, { id, name, zone }] of found.entries()) {
    const other = found.slice(0, at).find((one) => one.name === name || one.id === id);
    if (other?.id === id) throw new UsageError(`deployment ${name} in ${zone.zone} is named twice`);
    if (other)
      throw new UsageError(
        `deployments in ${other.zone.zone} and ${zone.zone} are both called ${name}: a request could mean either`,
        { hint: 'start a proxy for each, on ports of their own' },
      );
  }
}

/** Checks that no model name belongs to two deployments. @throws UsageError if a request could mean either */
export function requireTellable(targets: readonly Target[]): void {
  const owners = new Map<string, string>();
  for (const { name, models } of targets)
    for (const model of models) {
      const other = owners.get(model);
      if (other !== undefined && other !== name)
        throw new UsageError(`${other} and ${name} both serve ${model}: a request could mean either`, {
          hint: 'start a proxy for each, on ports of their own, or give one another --served-model-name',
        });
      owners.set(model, name);
    }
}
