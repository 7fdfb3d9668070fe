import { describe, expect, it } from 'vitest';
import { exportFile } from '../../../src/desired/file/export.js';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import type { Deployment } from '../../../src/schemas/deployment.js';

const there = (more: Partial<Deployment> = {}): Deployment => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'my-app',
  state: 'ready',
  visibility: 'private',
  'deployment-url': 'https://app.example',
  model: { id: '00000000-0000-4000-8000-0000000000aa', name: 'mistralai/Mistral-7B-Instruct-v0.3' },
  'gpu-type': 'gpua5000',
  'gpu-count': 1,
  replicas: 1,
  ...more,
});
const exported = (...zones: [string, Deployment[]][]) => exportFile(new Map(zones));

describe('the exported file', () => {
  it('with one zone, names it once, and has the deployments by name with only the needed keys', () => {
    const chat = there({
      name: 'chat',
      replicas: 0,
      'inference-engine-parameters': ['--max-model-len=8192', '{"a": "b c"}'],
      'inference-engine-version': '0.25',
    });
    expect(exported(['at-vie-2', [there(), chat, there({ name: 'shared', visibility: 'public' })]])).toEqual({
      leftOut: [],
      text: `zone: at-vie-2
deployments:
  - name: chat
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 0
    inference-engine-params:
      - --max-model-len=8192
      - '{"a": "b c"}'
    inference-engine-version: "0.25"
  - name: my-app
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1
`,
    });
  });

  it('escapes a $, so that it is no variable when the file is read again', () => {
    const params = [`--a=$\{HOME}`, '--b=$$', '--c=$d', `$$\{X}$`];
    const names = [`$\{HOME}`, '$$', 'a$b'].map((name) =>
      there({ name, 'inference-engine-parameters': params }),
    );
    const { text } = exported(['at-vie-2', names]);
    const { deployments, variables } = parseInferenceFiles([{ name: '-', text }], { HOME: '/home/ada' });
    expect(variables).toEqual([]);
    expect(deployments.map(({ name }) => name).sort()).toEqual(names.map(({ name }) => name).sort());
    for (const one of deployments) expect(one['inference-engine-params']).toEqual(params);
  });

  it('with several zones, names the zone in each deployment, and names a model without a name by its ID', () => {
    const unnamed = there({ model: { id: '00000000-0000-4000-8000-0000000000aa' } });
    expect(exported(['de-fra-1', [unnamed]], ['at-vie-2', []]).text).toBe(`deployments:
  - name: my-app
    zone: de-fra-1
    model-id: 00000000-0000-4000-8000-0000000000aa
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1
`);
  });

  it('without deployments, has an empty list', () => {
    expect(exported(['at-vie-2', []]).text).toBe('zone: at-vie-2\ndeployments: []\n');
  });

  it.each<[string, Deployment[], string]>([
    [
      'no replicas said',
      [there({ replicas: undefined })],
      'the service does not say its replicas, or a file cannot hold it',
    ],
    [
      'no GPU count said',
      [there({ 'gpu-count': undefined })],
      'the service does not say its gpu-count, or a file cannot hold it',
    ],
    ['no model said', [there({ model: {} })], 'the service does not say its model'],
    [
      'a name that stands twice',
      [there(), there({ id: 'b' })].slice(0, 2),
      'its name is not unique in the zone',
    ],
  ])('omits a deployment and names the reason: %s', (_, list, reason) => {
    const { text, leftOut } = exported(['at-vie-2', list]);
    expect(leftOut).toEqual(list.map(() => ({ zone: 'at-vie-2', name: 'my-app', reason })));
    const comment = `# left out: "my-app" in "at-vie-2": ${reason}\n`;
    expect(text).toBe(`zone: at-vie-2\ndeployments: []\n${comment.repeat(list.length)}`);
  });

  it.each<[string]>([
    ['123'],
    ['true'],
    ['null'],
    ['~'],
    ['- x'],
    ['a: b # c'],
    [' blank '],
    ['line\nfeed'],
    ['\u001b[2J\u0007'],
    ['\u009b31m\u0085'],
    ['\u202ereversed'],
    ['&a'],
    ['*a'],
    ['\'quoted"\\'],
    ['0x1F'],
    ['2026-01-01'],
    ['€ 😀'],
    ['a'.repeat(300)],
  ])('keeps the name %j, without control characters in the text', (name) => {
    const { text } = exported(['at-vie-2', [there({ name })]]);
    expect(parseInferenceFiles([{ name: 'f', text }]).deployments[0]?.name).toBe(name);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
