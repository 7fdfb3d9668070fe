/** Upper ends of the buckets in which times to the first byte are counted, in seconds. */
const BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

type Labels = Readonly<Record<string, string>>;

interface Family {
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  values: Map<string, number>;
}

/** Counts what happens, in the text format of Prometheus. */
export class Metrics {
  private readonly families = new Map<string, Family>();

  constructor() {
    this.declare('requests_total', 'counter', 'Requests by deployment and status.');
    this.declare('requests_in_flight', 'gauge', 'Requests that are being served.');
    this.declare('requests_pending', 'gauge', 'Requests that wait for a deployment to wake.');
    this.declare('awake', 'gauge', '1 while the deployment is taken to serve.');
    this.declare('sent_bytes_total', 'counter', 'Bytes of answers that were passed on.');
    this.declare('broken_total', 'counter', 'Answers that the deployment did not begin, or broke off.');
    this.declare('wakes_total', 'counter', 'Scalings from zero, by outcome.');
    this.declare('sleeps_total', 'counter', 'Scalings to zero, by outcome.');
    this.declare('first_byte_seconds', 'histogram', 'From request to answer, waking included.');
  }

  private declare(name: string, type: Family['type'], help: string): void {
    this.families.set(name, { help, type, values: new Map() });
  }

  add(name: string, labels: Labels, by = 1): void {
    this.set(name, labels, (this.families.get(name)?.values.get(series('', labels)) ?? 0) + by);
  }

  set(name: string, labels: Labels, value: number): void {
    this.families.get(name)?.values.set(series('', labels), value);
  }

  /** @param seconds of one more request */
  observe(name: string, labels: Labels, seconds: number): void {
    const values = this.families.get(name)?.values;
    if (!values) return;
    const more = (key: string, by: number) => values.set(key, (values.get(key) ?? 0) + by);
    for (const end of BUCKETS_S)
      more(series('_bucket', { ...labels, le: String(end) }), seconds <= end ? 1 : 0);
    more(series('_bucket', { ...labels, le: '+Inf' }), 1);
    more(series('_sum', labels), seconds);
    more(series('_count', labels), 1);
  }

  /** The exposition format, version 0.0.4. */
  text(): string {
    const lines = [...this.families].flatMap(([name, { help, type, values }]) => [
      `# HELP exo_di_proxy_${name} ${help}`,
      `# TYPE exo_di_proxy_${name} ${type}`,
      ...[...values].map(([key, value]) => `exo_di_proxy_${name}${key} ${value}`),
    ]);
    return `${lines.join('\n')}\n`;
  }
}

function series(suffix: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? suffix : `${suffix}{${pairs.join(',')}}`;
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
