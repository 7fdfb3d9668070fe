import { UsageError } from '../../../errors.js';
import { minuteField } from '../schedule-minutes.js';
import { applyWords, type InstallFile, type InstallInput, PURPOSE } from './schedule-install.js';

/** The folder of the desired state's files in the container. */
const FOLDER = '/etc/exo-di';
/** The objects that the job needs; the commands that are shown for creating them have these names, too. */
export const CONFIG_MAP = 'exo-di-files';
export const SECRET = 'exo-di-credentials';

/**
 * A CronJob that needs no rights in the cluster: it has no token and no root, and can write only to its own temporary
 * folder. The files come from a ConfigMap, the credentials from a Secret.
 * @param input.files by their names; the paths to them, with slashes, do not matter @param input.image with its version
 * @throws UsageError see `applyWords`; also for an image without a version, and names that no ConfigMap can have
 */
export function kubernetesCronJob(
  input: Omit<InstallInput, 'command' | 'account' | 'config'> & { image: string },
): InstallFile {
  const { everyMinutes, changes, image, environment = {} } = input;
  const names = input.files.map((file) => file.split('/').at(-1) ?? file);
  const problems: string[] = [];
  if (!/^[\w.:/-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image) || /:latest$/.test(image))
    problems.push(
      `--image ${JSON.stringify(image)} names no version: write one, as in registry/exo-di:1.2.3`,
    );
  for (const [index, name] of names.entries()) {
    if (!/^[-\w.]+$/.test(name)) problems.push(`${JSON.stringify(name)} cannot be a key of a ConfigMap`);
    if (names.indexOf(name) !== index) problems.push(`two files are called ${JSON.stringify(name)}`);
  }
  if (problems.length > 0) throw new UsageError(problems);
  const files = names.map((name) => `${FOLDER}/${name}`);
  // Kubernetes replaces $(NAME) in a word, and reads $$ as $.
  const words = applyWords({ ...input, command: ['exo-di'], files }).map((word) =>
    word.replaceAll('$(', '$$$$('),
  );
  const quoted = (text: string) => JSON.stringify(text);
  const fromSecret = ['EXOSCALE_API_KEY', 'EXOSCALE_API_SECRET'].map(
    (name) => `                - name: ${name}
                  valueFrom: { secretKeyRef: { name: ${SECRET}, key: ${name} } }
`,
  );
  const plain = Object.entries({ HOME: '/tmp', ...environment }).map(
    ([name, value]) => `                - name: ${name}
                  value: ${quoted(value.replaceAll('$(', '$$$$('))}
`,
  );
  const text = `# ${PURPOSE}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: exo-di-apply
spec:
  schedule: ${quoted(`${minuteField(everyMinutes, changes)} * * * *`)}
  timeZone: Etc/UTC
  # One after the other; a run that could not begin in time is left out, the next makes up for it.
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: ${everyMinutes * 60}
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: 3600
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          enableServiceLinks: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 65532
            runAsGroup: 65532
            seccompProfile: { type: RuntimeDefault }
          containers:
            - name: apply
              image: ${quoted(image)}
              command: [${words.map(quoted).join(', ')}]
              env:
${fromSecret.join('')}${plain.join('')}              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities: { drop: [ALL] }
              resources:
                requests: { cpu: 50m, memory: 128Mi }
                limits: { memory: 512Mi }
              volumeMounts:
                - { name: files, mountPath: ${FOLDER}, readOnly: true }
                - { name: tmp, mountPath: /tmp }
          volumes:
            - { name: files, configMap: { name: ${CONFIG_MAP} } }
            - { name: tmp, emptyDir: {} }
`;
  return { path: 'exo-di-apply.yaml', text };
}
