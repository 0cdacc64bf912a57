import { printable } from '../model/printable.ts';

/** A line on the terminal that is replaced by the next one, and leaves nothing behind. */
export interface ProgressLine {
  show(text: string): void;
  /** Removes the line. Call it before anything else is printed. */
  clear(): void;
}

/** Shorter work needs no progress, and a terminal need not be written more often, milliseconds. */
const EVERY_MS = 250;

/** A progress line on stderr; nothing where stderr is no terminal, such as in CI. */
export function startProgressLine(
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  let lastShown = now();
  let isShown = false;
  const clear = (): void => {
    if (isShown) out.write('\r\x1b[K');
    isShown = false;
  };

  return {
    show(text) {
      if (!out.isTTY || now() - lastShown < EVERY_MS) return;
      lastShown = now();
      // A line that wraps could not be replaced.
      const line = printable(text).slice(0, Math.max(1, (out.columns || 80) - 1));
      out.write(`\r\x1b[K${line}`);
      isShown = true;
    },
    clear,
  };
}
