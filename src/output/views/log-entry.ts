import type { LogEntry } from '../../schemas/deployment.js';
import type { View } from '../view.js';

/** A line of `deployment logs`; its time stays as the service wrote it, with fractions of seconds. */
export const logEntryView: View<LogEntry> = {
  name: 'log entry',
  fields: [
    { key: 'time', value: (l) => l.time, keep: true },
    { key: 'node', value: (l) => l.node },
    { key: 'message', value: (l) => l.message },
  ],
};
