import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ownFolder } from '../helpers/folder.js';
import { listen } from '../helpers/network.js';
import { bench } from '../helpers/run.js';
import { everyCommand } from '../helpers/tree.js';

/* The image and the manifests, as far as they can be tested without an engine and a cluster. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('the Dockerfile', () => {
  const lines = read('Dockerfile')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
  const of = (word: string) => lines.filter((line) => line.startsWith(`${word} `));

  test('pins its base images, runs without root, and has a health check', () => {
    expect(of('FROM').every((line) => /:\d[\w.-]*( AS \w+)?$/.test(line))).toBe(true);
    expect(of('USER')).toEqual(['USER 65532:65532']);
    expect(lines.indexOf(of('USER')[0] ?? '')).toBeGreaterThan(
      lines.findLastIndex((line) => /^(COPY|RUN) /.test(line)),
    );
    expect(of('HEALTHCHECK')).toHaveLength(1);
    expect([
      ...of('ADD'),
      ...lines.filter((line) => /\bsudo\b|curl .*\| *sh|apt-get|:latest/.test(line)),
    ]).toEqual([]);
    // In the form without a shell, so that a signal to the container reaches exo-di itself.
    expect(of('CMD').every((line) => Array.isArray(JSON.parse(line.slice(4))))).toBe(true);
  });

  test('makes all files readable for the user it runs as, whatever the umask of the clone was', () => {
    const [, user] = /^USER (\d+)/.exec(of('USER')[0] ?? '') ?? [];
    expect(user).not.toBe('0');
    expect(of('RUN').at(-1)).toContain('&& chmod -R a+rX /opt/exo-di');
    // With chmod, because the --chmod of COPY needs BuildKit.
    expect(of('RUN').at(-1)).toContain('chmod 755 /opt/exo-di/bin/exo-di.js /usr/local/bin/exo-di-healthy');
    expect(of('COPY').filter((line) => line.includes('--chmod'))).toEqual([]);
  });

  test('copies only files that exist and that .dockerignore admits', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    for (const [, path = ''] of of('COPY').flatMap((line) => [...line.matchAll(/\/src\/(\S+)/g)])) {
      if (path === 'dist') continue;
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(allowed).toContain(`!${path.split('/')[0]}`);
    }
  });
});

describe.skipIf(process.platform === 'win32')('exo-di-healthy', () => {
  let folder: string;
  beforeAll(() => {
    folder = ownFolder();
  });
  const healthy = (env: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const own = { PATH: process.env.PATH ?? '', http_proxy: 'http://127.0.0.1:9', ...env };
      execFile('sh', [join(ROOT, 'container/healthy.sh')], { env: own }, (error) =>
        resolve(typeof error?.code === 'number' ? error.code : 0),
      );
    });

  test('fails if the heartbeat file is missing or too old', async () => {
    const file = join(folder, 'beat');
    const env = { EXO_DI_HEARTBEAT: file, EXO_DI_HEARTBEAT_MINUTES: '20' };
    expect(await healthy(env)).toBe(1);
    writeFileSync(file, '');
    expect(await healthy(env)).toBe(0);
    const then = Date.now() / 1_000 - 25 * 60;
    utimesSync(file, then, then);
    expect(await healthy(env)).toBe(1);
  });

  test('fails if the health URL does not answer with 200', async () => {
    let status = 200;
    const server = await listen(createServer((_, response) => response.writeHead(status).end()));
    const env = { EXO_DI_HEALTH_URL: `http://127.0.0.1:${server.port}/healthz` };
    expect(await healthy(env)).toBe(0);
    status = 503;
    expect(await healthy(env)).toBe(1);
    await server.close();
    expect(await healthy(env)).toBe(1);
  });

  test('succeeds if neither is configured', async () => {
    expect(await healthy({})).toBe(0);
  });
});

describe.each(
  readdirSync(join(ROOT, 'kubernetes'), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  ),
)('kubernetes/%s', (name) => {
  const folder = `kubernetes/${name}`;
  const kustomization = parse(read(`${folder}/kustomization.yaml`));
  const documents = kustomization.resources.flatMap((file: string) =>
    parseAllDocuments(read(`${folder}/${file}`)).map((one) => one.toJS()),
  );
  const deployment = documents.find(({ kind }: { kind: string }) => kind === 'Deployment');
  const { spec } = deployment.spec.template;
  const [container] = spec.containers;

  test('runs a command whose flags all exist', async () => {
    const [program, ...words] = container.command;
    expect(program).toBe('exo-di');
    const commands = await everyCommand();
    const { spec: command } = commands.find(({ path }) => path.every((word, at) => words[at] === word)) ?? {};
    const known = command?.options?.map(([flags]) => /--[\w-]+/.exec(flags)?.[0]) ?? [];
    const given = words
      .filter((word: string) => word.startsWith('--'))
      .map((word: string) => word.split('=', 1)[0]);
    expect(given.filter((flag: string) => !known.includes(flag))).toEqual([]);
  });

  test('has no privileges, writes only to its volumes, and has a liveness probe', () => {
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container).toMatchObject({
      livenessProbe: expect.anything(),
      resources: { limits: { memory: expect.anything() } },
    });
    const volumes = spec.volumes.map((volume: { name: string }) => volume.name).sort();
    expect(container.volumeMounts.map((mount: { name: string }) => mount.name).sort()).toEqual(volumes);
  });

  // A new pod would otherwise give the group of every file the right to write, and what others may write is not believed:
  // creations and what `on: change` has done would be forgotten.
  test.runIf(spec.volumes.some((volume: object) => 'persistentVolumeClaim' in volume))(
    'leaves the modes of what earlier pods have kept as they are',
    () => {
      expect(spec.securityContext.fsGroupChangePolicy).toBe('OnRootMismatch');
    },
  );

  test('selects its own pods, and takes credentials only from a secret', () => {
    expect(deployment.spec.template.metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
    const secret = container.env.filter(({ name: variable }: { name: string }) =>
      /KEY|SECRET|TOKEN/.test(variable),
    );
    expect(secret).not.toEqual([]);
    for (const { valueFrom } of secret) expect(valueFrom.secretKeyRef.name).toMatch(/^exo-di-/);
  });
});

test('the inference file of the apply manifest is valid', async () => {
  const file = join(ROOT, 'kubernetes/apply/inference.yaml');
  const { exo } = bench();
  expect(await exo(`schedule show -f ${file}`, { home: tmpdir() })).toMatchObject({ code: 0, stderr: '' });
});
