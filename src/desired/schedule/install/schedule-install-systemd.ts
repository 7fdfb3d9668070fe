import { minuteField } from '../schedule-minutes.js';
import { absoluteWords, type InstallFile, type InstallInput, PURPOSE } from './schedule-install.js';

const NAME = 'exo-di-apply';

/** The unit that is started when a run has failed; the user adds the command that notifies somebody. */
const FAILED = `[Unit]
Description=Tells that ${NAME}.service has failed

[Service]
Type=oneshot
# Write here what reaches you: mail, a webhook. As it is, a line stands in the journal as an error.
ExecStart=/usr/bin/logger --priority daemon.err "${NAME}.service has failed: journalctl -u ${NAME}"
`;

/**
 * A service, the timer that starts it, and the unit that is started when it has failed, for `/etc/systemd/system`. No
 * credentials are in any of them.
 * @param input.user the user who runs it, and whose exoscale.toml is read; root if absent
 * @throws UsageError see `absoluteWords`
 */
export function systemdUnits(input: InstallInput & { user?: string | undefined }): InstallFile[] {
  const [program = '', ...words] = absoluteWords(input).map(unitWord);
  const { everyMinutes, user, changes, config = 'exoscale.toml of the user', environment = {} } = input;
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${unitWord(`${name}=${value}`)}\n`,
  );
  const service = `# ${PURPOSE}
[Unit]
Description=Exoscale Dedicated Inference: desired state of the deployments
Wants=network-online.target
After=network-online.target
OnFailure=${NAME}-failed.service

[Service]
Type=oneshot
${user === undefined ? '' : `User=${unitWord(user)}\n`}# Credentials: ${config}, or EXOSCALE_API_KEY and EXOSCALE_API_SECRET in this file (mode 0600).
EnvironmentFile=-/etc/exo-di/credentials.env
${variables.join('')}ExecStart=${[program, ...words.map((word) => word.replaceAll('$', '$$$$'))].join(' ')}
# A run that hangs must not keep the next ones from starting.
TimeoutStartSec=1h
`;
  const timer = `[Unit]
Description=Starts ${NAME}.service every ${everyMinutes} min

[Timer]
OnCalendar=*:${calendarMinutes(minuteField(everyMinutes, changes))}
AccuracySec=1s
# After a time switched off, one run at once.
Persistent=true

[Install]
WantedBy=timers.target
`;
  return [
    { path: `/etc/systemd/system/${NAME}.service`, text: service },
    { path: `/etc/systemd/system/${NAME}.timer`, text: timer },
    { path: `/etc/systemd/system/${NAME}-failed.service`, text: FAILED },
  ];
}

/** The minute field of a cron as systemd.time(7) has it. */
function calendarMinutes(field: string): string {
  if (field === '0') return '00';
  return field === '*' ? '0/1' : field.replace('*', '0');
}

/**
 * A word that systemd.service(5), "Command lines", reads back as it is. `%` begins a specifier, so it is doubled. `$`
 * begins a variable in all words but the first, which is the program, so the caller doubles it there.
 */
function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%');
  if (/^[\w\-./:@%+,=$]+$/.test(escaped)) return escaped;
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
