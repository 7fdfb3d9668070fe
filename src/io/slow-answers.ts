import { plural } from '../domain/counts.js';
import type { Progress } from './io.js';

/** How long an answer may take, in ms, before a terminal says what is waited for. */
const SLOW_MS = 1_000;
/** More zones than these are counted instead of named. */
const MOST_NAMED = 3;

/** Says on a terminal what a command waits for, if an answer takes longer than a second. */
export interface SlowAnswers {
  /**
   * A request begins. @param zone undefined if it is not for a zone
   * @returns to be called when the request has ended
   */
  asking(zone: string | undefined): () => void;
  /** Shows nothing, because something else uses the terminal's last line. @returns to be called when that has ended */
  hush(): () => void;
}

/** @param show shows progress, or nothing where it cannot be animated */
export function slowAnswers(show: (text: string) => Progress): SlowAnswers {
  const late = new Map<symbol, string>();
  const hushed = new Set<symbol>();
  let shown: Progress | undefined;
  const refresh = () => {
    if (late.size === 0 || hushed.size > 0) {
      shown?.stop();
      shown = undefined;
    } else if (shown) shown.update(textOf(late.values()));
    else shown = show(textOf(late.values()));
  };
  return {
    asking(zone = 'the service') {
      const request = Symbol(zone);
      const timer = setTimeout(() => {
        late.set(request, zone);
        refresh();
      }, SLOW_MS);
      timer.unref();
      return () => {
        clearTimeout(timer);
        if (late.delete(request)) refresh();
      };
    },
    hush() {
      const reason = Symbol('hushed');
      hushed.add(reason);
      refresh();
      return () => {
        hushed.delete(reason);
        refresh();
      };
    },
  };
}

/** `Waiting for at-vie-2, de-fra-1 …` */
function textOf(places: Iterable<string>): string {
  const names = [...new Set(places)];
  return `Waiting for ${names.length > MOST_NAMED ? plural(names.length, 'zone') : names.sort().join(', ')} …`;
}
