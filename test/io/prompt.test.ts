import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { askLine } from '../../src/io/prompt.js';

/** A terminal to type on, with its screen, without the sequences that move the cursor. */
function terminal() {
  const input = new PassThrough();
  const controller = new AbortController();
  let told = '';
  const output = (text: string) => {
    told += text;
  };
  const streams = { input, output, signal: controller.signal };
  return {
    ask: (question: string, options = {}) => askLine(question, streams, options),
    type: (keys: string) => input.write(keys),
    controller,
    screen: () => told.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replaceAll('\r\n', '\n'),
    listeners: () => input.listenerCount('keypress'),
  };
}

describe('a question on a terminal', () => {
  test('shows what is typed only once, also after other questions', async () => {
    const { ask, type, screen } = terminal();
    for (const [question, answer] of [
      ['Name: ', 'ci'],
      ['Key: ', 'EXO1'],
    ] as const) {
      const asked = ask(question);
      type(`${answer}\r`);
      await expect(asked).resolves.toBe(answer);
    }
    expect(screen()).toBe('Name: ci\nKey: EXO1\n');
  });

  test('shows nothing of a secret, also after other questions', async () => {
    const { ask, type, screen } = terminal();
    const name = ask('Name: ');
    type('ci\r');
    await name;
    const secret = ask('Secret: ', { secret: true });
    for (const key of 'hush') type(key);
    type('\x7f!\r');
    await expect(secret).resolves.toBe('hus!');
    expect(screen()).toBe('Name: ci\nSecret: \n');
  });

  test.each([
    ['', {}, 'y', /^Delete\? /],
    [' of a secret', { secret: true }, 'hush', /^Delete\? Delete\? \n$/],
  ])('an answer%s can be typed after Ctrl-Z and fg', async (_, options, answer, shown) => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { ask, type, screen } = terminal();
    const asked = ask('Delete? ', options);
    type('\x1a');
    await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(process.pid, 'SIGTSTP'));
    process.emit('SIGCONT');
    type(`${answer}\r`);
    await expect(asked).resolves.toBe(answer);
    expect(screen()).toMatch(shown);
    kill.mockRestore();
  });

  test('a preset can be edited', async () => {
    const { ask, type } = terminal();
    const asked = ask('Name: ', { preset: 'prod' });
    type('\x7fof\r');
    await expect(asked).resolves.toBe('proof');
  });

  test.each([false, true])('Ctrl-D ends the question without an answer (secret: %s)', async (secret) => {
    const { ask, type, screen } = terminal();
    const asked = ask('Name: ', { secret });
    type('\x04');
    await expect(asked).resolves.toBeUndefined();
    expect(screen()).toBe('Name: \n');
  });

  test.each([false, true])('Ctrl-C interrupts and ends the line (secret: %s)', async (secret) => {
    const { ask, type, screen } = terminal();
    const asked = ask('Name: ', { secret });
    type('x\x03');
    await expect(asked).rejects.toMatchObject({ kind: 'interrupted' });
    expect(screen()).toBe(secret ? 'Name: \n' : 'Name: x\n');
  });

  test('fails with the reason of the abort signal', async () => {
    const { ask, controller } = terminal();
    const asked = ask('Name: ');
    controller.abort(new Error('terminated'));
    await expect(asked).rejects.toThrow('terminated');
  });

  test('leaves no listener behind', async () => {
    const { ask, type, listeners } = terminal();
    const before = listeners();
    const asked = ask('Name: ');
    type('ci\r');
    await asked;
    expect(listeners()).toBe(before);
  });
});
