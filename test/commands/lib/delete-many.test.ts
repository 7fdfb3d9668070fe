import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

const MODEL = 'openai/gpt-oss-20b';
const MODELS = [MODEL, 'openai/gpt-oss-120b'];
const Z = '-z at-vie-2';

/** A bench with two objects of each kind, and the changes that were sent since. */
async function twoOfEach() {
  const made = bench();
  for (const name of ['a', 'b']) made.sandbox.place({ zone: 'at-vie-2', name });
  for (const name of ['k', 'l']) await made.exo(`api-key create ${name} --scope public -Q`);
  const before = made.changes().length;
  return { ...made, changes: () => made.changes().slice(before) };
}

/** For each kind: its flags, its zone, the question about it, and the message that it is deleted. */
describe.each([
  ['deployment', 'a', Z, 'at-vie-2', 'a (at-vie-2', 'Deployment(s) deleted.\n'],
  ['model', MODEL, Z, 'at-vie-2', `${MODEL} (at-vie-2, 13 GiB)`, 'Model(s) deleted.\n'],
  ['api-key', 'k', '', 'ch-dk-2', 'k (scope public)', 'API key(s) deleted.\n'],
])('%s delete', (resource, name, zoneFlag, zone, asked, said) => {
  const naming = (names: string) => `${resource} delete ${names} ${zoneFlag}`.trim();
  const line = naming(name);
  const sent = expect.stringMatching(new RegExp(`^DELETE /${zone}/v2/ai/${resource}/[0-9a-f-]{36}$`));

  test('-f deletes and says so', async () => {
    const { exo, changes } = await twoOfEach();
    expect(await exo(`${line} -f`)).toMatchObject({ code: 0, stdout: said });
    expect(changes()).toEqual([sent]);
    expect((await exo(`${resource} show ${name} ${zoneFlag}`)).code).toBe(4);
  });

  test('-O json has what was deleted, and its zone if it has one', async () => {
    const { exo } = await twoOfEach();
    const { stdout } = await exo(`${line} -f -O json`);
    const at = zoneFlag ? { zone } : {};
    expect(JSON.parse(stdout)).toEqual([{ id: expect.any(String), name, ...at, deleted: true }]);
  });

  test('without a terminal it needs -f, and sends nothing', async () => {
    const { exo, changes } = await twoOfEach();
    const { code, stderr } = await exo(line);
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain(`add -f: exo-di ${line} -f\n`);
  });

  test('accepts a piped yes, and says what is deleted', async () => {
    const { exo, changes } = await twoOfEach();
    const { code, stdout, stderr } = await exo(line, { stdin: 'y\n' });
    expect({ code, stdout, changes: changes() }).toEqual({ code: 0, stdout: said, changes: [sent] });
    expect(stderr).toContain(`:\n  ${asked}`);
    expect(stderr).toContain('Delete? y (from standard input)\n');
  });

  test.each([
    ['y\n', 0, 1],
    ['n\n', 130, 0],
    ['\n', 130, 0],
  ])('on a terminal it asks, and %j ends with %i', async (stdin, expected, deleted) => {
    const { exo, changes } = await twoOfEach();
    const { code, stderr } = await exo(line, { terminal: true, stdin });
    expect({ code, deleted: changes().length }).toEqual({ code: expected, deleted });
    expect(stderr).toContain(`  ${asked}`);
    if (code !== 0) expect(stderr).toMatch(/Declined; nothing was sent\.\n$/);
  });

  test('-f with names that do not exist only warns, and deletes the others', async () => {
    const { exo, changes } = await twoOfEach();
    const id = '00000000-0000-4000-8000-0000000000ff';
    const { code, stderr } = await exo(`${naming(`nope ${id} ${name}`)} -f`);
    expect({ code, changes: changes().filter((one) => !one.includes(id)) }).toEqual({
      code: 0,
      changes: [sent],
    });
    const where = zoneFlag && ` in ${zone}`;
    expect(stderr).toContain(
      `warning: nope not found. No list shows it${where}, so nothing was sent for it; if it is new, look again with: ${`exo-di ${resource} list ${zoneFlag}`.trim()}\n`,
    );
    expect(stderr).toContain(`warning: ${id} not found.`);
  });

  test('-f with an empty name, as of a variable that was never set, only warns, and deletes the others', async () => {
    const { exo, changes } = await twoOfEach();
    const words = [resource, 'delete', '-f', ...zoneFlag.split(' ').filter(Boolean)];
    const { code, stderr } = await exo([...words, name, '']);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: [sent] });
    expect(stderr).toContain('warning: "" not found. An empty name was given; nothing was sent for it.\n');
    expect(await exo([...words, ' '])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('No names were given; nothing was sent.\n'),
    });
    const { code: withoutForce } = await exo([resource, 'delete', name, ''], { stdin: 'y\n' });
    expect({ withoutForce, changes: changes().length }).toEqual({ withoutForce: 2, changes: 1 });
  });

  test('- is refused as a name, even with -f, because scripts may expect it to read names', async () => {
    const { exo, changes } = await twoOfEach();
    const { code, stderr } = await exo(`${naming(`- ${name}`)} -f`, { stdin: 'b\n' });
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('error: NAME cannot be -: names are not read from standard input\n');
  });

  test('without -f a name that does not exist is exit 4, and nothing is deleted', async () => {
    const { exo, changes } = await twoOfEach();
    const { code } = await exo(naming(`nope ${name}`), { terminal: true, stdin: 'y\n' });
    expect({ code, changes: changes() }).toEqual({ code: 4, changes: [] });
  });

  test('--dry-run shows the request and sends nothing', async () => {
    const { exo, changes } = await twoOfEach();
    const { code, stdout } = await exo(`${line} --dry-run`);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: [] });
    expect(stdout).toMatch(new RegExp(`^DELETE /ai/${resource}/[0-9a-f-]{36} \\(zone ${zone}\\)\n$`));
  });

  test('of an empty list of names -O json is empty, and of one request a list', async () => {
    const { exo, changes } = await twoOfEach();
    const none = await exo(`${naming('')} -f -O json`);
    const dry = await exo(`${line} --dry-run -O json`);
    expect({ none, changes: changes() }).toMatchObject({ none: { code: 0, stdout: '[]\n' }, changes: [] });
    expect(JSON.parse(dry.stdout)).toEqual([expect.objectContaining({ method: 'DELETE' })]);
  });

  test('an invalid template is refused even if no names were given', async () => {
    const { exo } = await twoOfEach();
    expect((await exo([resource, 'delete', '-f', '--output-template', '{{.Nope}}'])).code).toBe(2);
  });

  test('--no-wait prints the operation', async () => {
    const { exo } = await twoOfEach();
    const { stdout } = await exo(`${line} -f --no-wait -O json`);
    expect(JSON.parse(stdout)).toMatchObject({ id: expect.any(String), zone });
  });
});

test.each([
  ['deployments', `deployment delete a b ${Z} -f`, 'Deleting 2 deployments …\n'],
  ['models', `model delete ${MODELS.join(' ')} ${Z} -f`, 'Deleting 2 models …\n'],
  ['API keys', 'api-key delete k l -f', 'Deleting 2 API keys …\n'],
])('%s deleted at once share one line of progress', async (_, line, expected) => {
  const { exo } = await twoOfEach();
  expect(await exo(line)).toMatchObject({ code: 0, stderr: expected });
});

test('with --no-wait there is no line of progress', async () => {
  const { exo } = await twoOfEach();
  const { stderr } = await exo(`deployment delete a b ${Z} -f --no-wait`);
  expect(stderr).not.toContain('Deleting');
});
