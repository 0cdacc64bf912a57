/** The handset's log, as `logcat` prints it. */
export interface Log {
  write(tag: string, message: string): void;
  lines(): readonly LogLine[];
  clear(): void;
  onLine(listener: (line: LogLine) => void): { stop(): void };
}

export interface LogLine {
  /** Milliseconds since 1970, handset time. */
  at: number;
  tag: string;
  message: string;
}

const KEPT = 2000;

export function createLog(now: () => number): Log {
  let lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();

  return {
    write(tag, message) {
      const line = { at: now(), tag, message };
      lines = [...lines.slice(-KEPT + 1), line];
      for (const listener of listeners) listener(line);
    },
    lines: () => lines,
    clear() {
      lines = [];
    },
    onLine(listener) {
      listeners.add(listener);

      return { stop: () => void listeners.delete(listener) };
    },
  };
}
