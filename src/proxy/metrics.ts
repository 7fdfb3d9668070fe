import { familyText, type MetricFamily, seriesOf } from '../domain/prometheus.js';

/** Upper bounds of the histogram's buckets for the time to the first byte, in seconds. */
const BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

type Labels = Readonly<Record<string, string>>;

type MetricName = keyof Metrics['families'];

/** Counts what the proxy does, and prints it in the text format of Prometheus. */
export class Metrics {
  private readonly families = {
    requests_total: family('counter', 'Requests by deployment and status.'),
    requests_in_flight: family('gauge', 'Requests that are being served.'),
    requests_pending: family('gauge', 'Requests that wait for a deployment to wake.'),
    awake: family('gauge', '1 while the proxy counts the deployment as ready.'),
    sent_bytes_total: family('counter', 'Bytes of answers that were passed on.'),
    broken_total: family('counter', 'Answers that the deployment did not begin, or broke off.'),
    wakes_total: family('counter', 'Scalings from zero, by outcome.'),
    sleeps_total: family('counter', 'Scalings to zero, by outcome.'),
    first_byte_seconds: family('histogram', 'From request to answer, waking included.'),
  };

  /** @param suffix the end of the name for the series of a histogram: `_sum` */
  add(name: MetricName, labels: Labels, by = 1, suffix = ''): void {
    const { values } = this.families[name];
    const series = seriesOf(`${PREFIX}${name}${suffix}`, labels);
    values.set(series, (values.get(series) ?? 0) + by);
  }

  set(name: MetricName, labels: Labels, value: number): void {
    this.families[name].values.set(seriesOf(`${PREFIX}${name}`, labels), value);
  }

  /** Counts one more request in a histogram. @param seconds how long the request took */
  observe(name: MetricName, labels: Labels, seconds: number): void {
    for (const end of [...BUCKETS_S, Number.POSITIVE_INFINITY]) {
      const le = Number.isFinite(end) ? String(end) : '+Inf';
      this.add(name, { ...labels, le }, seconds <= end ? 1 : 0, '_bucket');
    }
    this.add(name, labels, seconds, '_sum');
    this.add(name, labels, 1, '_count');
  }

  text(): string {
    return Object.entries(this.families)
      .map(([name, { values, ...about }]) => familyText({ name: `${PREFIX}${name}`, ...about }, values))
      .join('');
  }
}

const PREFIX = 'exo_di_proxy_';

const family = (type: MetricFamily['type'], help: string) => ({
  type,
  help,
  values: new Map<string, number>(),
});
