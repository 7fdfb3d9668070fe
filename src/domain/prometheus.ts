/** A metric as Prometheus reads it (its exposition format, version 0.0.4). */
export interface MetricFamily {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
}

/** A series: a name with labels, such as `exo_di_replicas{zone="at-vie-2",deployment="my-app"}`. */
export function seriesOf(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

/** The lines of one metric. @param values by their series */
export function familyText(
  { name, type, help }: MetricFamily,
  values: Iterable<readonly [series: string, value: number]>,
): string {
  const lines = [...values].map(([series, value]) => `${series} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
