/** Upper ends of the buckets in which times to the first byte are counted, in seconds. */
const BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

type Labels = Readonly<Record<string, string>>;

/** What is counted: see `families`. */
type MetricName = keyof Metrics['families'];

/** Counts what happens, in the text format of Prometheus. */
export class Metrics {
  private readonly families = {
    requests_total: family('counter', 'Requests by deployment and status.'),
    requests_in_flight: family('gauge', 'Requests that are being served.'),
    requests_pending: family('gauge', 'Requests that wait for a deployment to wake.'),
    awake: family('gauge', '1 while the deployment is taken to serve.'),
    sent_bytes_total: family('counter', 'Bytes of answers that were passed on.'),
    broken_total: family('counter', 'Answers that the deployment did not begin, or broke off.'),
    wakes_total: family('counter', 'Scalings from zero, by outcome.'),
    sleeps_total: family('counter', 'Scalings to zero, by outcome.'),
    first_byte_seconds: family('histogram', 'From request to answer, waking included.'),
  };

  /** @param suffix of a histogram's series: `_sum` */
  add(name: MetricName, labels: Labels, by = 1, suffix = ''): void {
    const { values } = this.families[name];
    const key = series(suffix, labels);
    values.set(key, (values.get(key) ?? 0) + by);
  }

  set(name: MetricName, labels: Labels, value: number): void {
    this.families[name].values.set(series('', labels), value);
  }

  /** @param seconds of one more request */
  observe(name: MetricName, labels: Labels, seconds: number): void {
    for (const end of [...BUCKETS_S, Number.POSITIVE_INFINITY]) {
      const le = Number.isFinite(end) ? String(end) : '+Inf';
      this.add(name, { ...labels, le }, seconds <= end ? 1 : 0, '_bucket');
    }
    this.add(name, labels, seconds, '_sum');
    this.add(name, labels, 1, '_count');
  }

  /** The exposition format, version 0.0.4. */
  text(): string {
    const lines = Object.entries(this.families).flatMap(([name, { help, type, values }]) => [
      `# HELP exo_di_proxy_${name} ${help}`,
      `# TYPE exo_di_proxy_${name} ${type}`,
      ...[...values].map(([key, value]) => `exo_di_proxy_${name}${key} ${value}`),
    ]);
    return `${lines.join('\n')}\n`;
  }
}

const family = (type: 'counter' | 'gauge' | 'histogram', help: string) => ({
  ...{ type, help },
  values: new Map<string, number>(),
});

function series(suffix: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? suffix : `${suffix}{${pairs.join(',')}}`;
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
