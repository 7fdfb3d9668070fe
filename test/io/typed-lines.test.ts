import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { ExoError } from '../../src/errors.js';
import { typedLines } from '../../src/io/typed-lines.js';

/** A terminal to type lines on, with its screen. */
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
/** Long enough for pasted lines to count as one input. */
const later = () => new Promise((resolve) => setTimeout(resolve, 100));

describe('typed lines', () => {
  test.each([['next'], ['during']])('can be typed after Ctrl-Z and fg (%s)', async (when) => {
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

  test('are read one after the other, and shown as they are typed', async () => {
    const { lines, type, screen } = terminal();
    for (const line of ['one', 'two']) {
      const next = lines.next('> ');
      type(`${line}\r`);
      await expect(next).resolves.toBe(line);
    }
    expect(screen()).toBe('> one\n> two\n');
    lines.close();
  });

  test('that are pasted together are one input', async () => {
    const { lines, type } = terminal();
    const next = lines.next('> ');
    type('one\ntwo\n\nthree\n');
    await expect(next).resolves.toBe('one\ntwo\n\nthree');
    lines.close();
  });

  test('that are pasted without a line feed at the end wait for Enter', async () => {
    const { lines, type, screen } = terminal();
    const next = lines.next('> ');
    type('one\ntwo\nthree');
    await later();
    expect(screen()).toBe('> one\ntwo\nthree');
    type('!\r');
    await expect(next).resolves.toBe('one\ntwo\nthree!');
    lines.close();
  });

  test('that are pasted without a line feed at the end are forgotten with Ctrl-C', async () => {
    const { lines, type } = terminal();
    const next = lines.next('> ');
    type('one\ntwo');
    await later();
    type('\x03');
    await soon();
    type('other\r');
    await expect(next).resolves.toBe('other');
    lines.close();
  });

  test('are recalled by the up arrow', async () => {
    const { lines, type } = terminal();
    const first = lines.next('> ');
    type('one\r');
    await first;
    const second = lines.next('> ');
    type('\x1b[A!\r');
    await expect(second).resolves.toBe('one!');
    lines.close();
  });

  test('that are typed ahead are hidden until the next prompt shows them', async () => {
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

  test('Ctrl-C stops the running work, else empties the line, else reports that there is nothing to stop', async () => {
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

  test('end with Ctrl-D, even if it is typed before the prompt', async () => {
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

  test('fail with the reason of the abort signal', async () => {
    const { lines, controller } = terminal();
    const next = lines.next('> ');
    const reason = new ExoError('terminated', 'terminated');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    lines.close();
  });
});
