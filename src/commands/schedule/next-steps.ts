import type { Deps } from '../../deps.js';
import type { InstallFile } from '../../desired/schedule/install/schedule-install.js';
import { CONFIG_MAP, SECRET } from '../../desired/schedule/install/schedule-install-kubernetes.js';
import type { Scheduler } from '../../domain/choices.js';
import { joinWords } from '../../domain/shell-words.js';

/**
 * What is left to be done, since nothing is installed here.
 * @param input.files those that the job needs
 */
export async function nextSteps(
  deps: Deps,
  { as, files }: { as: Scheduler; files: readonly string[] },
  printed: readonly InstallFile[],
): Promise<string[]> {
  const machine = await deps.machine();
  switch (as) {
    case 'cron':
      return ['Nothing was installed. Add these lines with: crontab -e'];
    case 'systemd':
      return [
        `Nothing was installed. Write each part to the file named above it, then:`,
        'systemctl daemon-reload && systemctl enable --now exo-di-apply.timer',
      ];
    case 'github':
      return [
        `Nothing was installed. Write this to ${printed[0]?.path ?? ''} in the repository, and set its secrets`,
        'EXOSCALE_API_KEY and EXOSCALE_API_SECRET.',
      ];
    case 'kubernetes':
      return [
        `Nothing was installed. Write this to ${printed[0]?.path ?? ''}. The files, with those that they include or take holidays`,
        'from, and EXOSCALE_API_KEY=… and EXOSCALE_API_SECRET=… in credentials.env, go into the cluster with:',
        joinWords([
          ...['kubectl', 'create', 'configmap', CONFIG_MAP],
          ...files.map((file) => `--from-file=${machine.absolute(file)}`),
        ]),
        `kubectl create secret generic ${SECRET} --from-env-file=credentials.env`,
        `kubectl apply -f ${printed[0]?.path ?? ''}`,
      ];
  }
}
