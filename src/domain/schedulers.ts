/** What can run `apply` again and again, as `schedule install --as` names it. */
export const SCHEDULERS = ['cron', 'systemd', 'github', 'kubernetes'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];
