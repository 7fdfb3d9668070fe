import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { ExoError } from '../../src/errors.js';
import { typedLines } from '../../src/io/typed-lines.js';

/** A terminal at which lines are asked for: what is typed, and what the screen shows. */
function terminal() {
  const input = new PassThrough();
  const controller = new AbortController();
  let told = '';
  const output = (text: string) => {
    told += text;
  };
  const lines = typedLines({
    input,
    output,
    columns: () => 80,
    signal: controller.signal,
    clock: systemClock,
    onNothingToStop: () => output('nothing to stop\n'),
  });
  return {
    lines,
    type: (keys: string) => input.write(keys),
    controller,
    screen: () => told.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replaceAll('\r', ''),
  };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('lines that someone types', () => {
  test.each([['next'], ['during']])('are read on after Ctrl-Z and fg (%s)', async (when) => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { lines, type } = terminal();
    const back = async () => {
      type('\x1a');
      await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(process.pid, 'SIGTSTP'));
      process.emit('SIGCONT');
    };
    if (when === 'during') {
      const stopped = lines.during(async (signal) => {
        await back();
        type('\x03');
        await vi.waitFor(() => expect(signal.aborted).toBe(true));
      });
      await stopped;
    }
    const next = lines.next('> ');
    if (when === 'next') await back();
    type('one\r');
    await expect(next).resolves.toBe('one');
    lines.close();
    kill.mockRestore();
  });

  test('come one after the other, and are shown as they are typed', async () => {
    const { lines, type, screen } = terminal();
    for (const line of ['one', 'two']) {
      const next = lines.next('> ');
      type(`${line}\r`);
      await expect(next).resolves.toBe(line);
    }
    expect(screen()).toBe('> one\n> two\n');
    lines.close();
  });

  test('that are pasted are one', async () => {
    const { lines, type } = terminal();
    const next = lines.next('> ');
    type('one\ntwo\n\nthree\n');
    await expect(next).resolves.toBe('one\ntwo\n\nthree');
    lines.close();
  });

  test('are brought back by the arrow', async () => {
    const { lines, type } = terminal();
    const first = lines.next('> ');
    type('one\r');
    await first;
    const second = lines.next('> ');
    type('\x1b[A!\r');
    await expect(second).resolves.toBe('one!');
    lines.close();
  });

  test('and are typed ahead stand behind the next question, unseen until then', async () => {
    const { lines, type, screen } = terminal();
    await lines.during(async () => {
      type('ahead');
      await soon();
    });
    expect(screen()).toBe('');
    const next = lines.next('> ');
    expect(screen()).toBe('> ahead');
    type('\r');
    await expect(next).resolves.toBe('ahead');
    await lines.during(async () => {
      type('sent\r');
      await soon();
    });
    await expect(lines.next('> ')).resolves.toBe('sent');
    expect(screen()).toContain('> sent\n');
    lines.close();
  });

  test('Ctrl-C ends what is under way, empties a line, and says so where there is neither', async () => {
    const { lines, type, screen } = terminal();
    const stopped = lines.during(
      (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
    );
    type('\x03');
    await expect(stopped).resolves.toBe('stopped');
    const next = lines.next('> ');
    type('half\x03');
    await soon();
    expect(screen()).toBe('> half^C\n> ');
    type('\x03');
    await soon();
    expect(screen()).toContain('^C\nnothing to stop\n> ');
    type('whole\r');
    await expect(next).resolves.toBe('whole');
    lines.close();
  });

  test('Ctrl-D ends them, also ahead of the question', async () => {
    const { lines, type } = terminal();
    const next = lines.next('> ');
    type('\x04');
    await expect(next).resolves.toBeUndefined();

    const other = terminal();
    await other.lines.during(async () => {
      other.type('\x04');
      await soon();
    });
    await expect(other.lines.next('> ')).resolves.toBeUndefined();
  });

  test('a signal to the program ends them with its reason', async () => {
    const { lines, controller } = terminal();
    const next = lines.next('> ');
    const reason = new ExoError('terminated', 'terminated');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    lines.close();
  });
});
