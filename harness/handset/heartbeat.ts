import type { VisibilityEvent } from '../model/visibility.ts';
import type { ShellStream, StreamOpener } from './shell/adb.ts';

/** Bytes sent from the phone to the recorder and back, over and over: a break of the way shows as a gap, even if it heals. */
export interface Heartbeat {
  /** Resolves once the first came back, or after a few seconds without. */
  start(): Promise<void>;
  /** What was seen from `start` on: one event; none where it was not started. */
  stop(): Promise<VisibilityEvent[]>;
}

export interface HeartbeatOptions {
  open: StreamOpener;
  /** The recorder's own answer, and the phone's end of the tunnel that leads to it; undefined before there is a way. */
  target: () => { url: string; devicePort: number } | undefined;
  everyMs?: number;
  /** How long the first is waited for. */
  firstMs?: number;
}

const EVERY_MS = 1000;
/** A stream is opened anew after so many beats: a tunnel that is taken away keeps the connections that it has. */
const BEATS_A_STREAM = 10;
const FIRST_MS = 5000;

/** Real milliseconds throughout: it is the way that is watched, and not the phone's clock. */
export function createHeartbeat({
  open,
  target,
  everyMs = EVERY_MS,
  firstMs = FIRST_MS,
}: HeartbeatOptions): Heartbeat {
  let watch: { stop(): VisibilityEvent } | undefined;

  return {
    async start() {
      watch?.stop();
      const way = target();
      if (!way) throw new Error('a heartbeat was started before anything led to a recorder');
      await new Promise<void>((resolve) => {
        watch = beatUntilStopped(open, way, everyMs, resolve);
        setTimeout(resolve, firstMs).unref();
      });
    },
    stop() {
      const event = watch?.stop();
      watch = undefined;

      return Promise.resolve(event ? [event] : []);
    },
  };
}

function beatUntilStopped(
  open: StreamOpener,
  { url, devicePort }: { url: string; devicePort: number },
  everyMs: number,
  onFirst: () => void,
): { stop(): VisibilityEvent } {
  const from = new Date().toISOString();
  const seen = { beats: 0, last: performance.now(), longestGapMs: 0 };
  let stream: (ShellStream & { number: number }) | undefined;
  let sent = 0;
  let sentOnStream = 0;

  const mind = (): void => {
    const now = performance.now();
    seen.longestGapMs = Math.max(seen.longestGapMs, now - seen.last);
    seen.last = now;
  };
  const beat = (): void => {
    if (stream && sentOnStream >= BEATS_A_STREAM) close();
    stream ??= openStream();
    sentOnStream += 1;
    stream.write(`GET ${url}?${++sent} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  };
  const close = (): void => {
    stream?.end();
    stream = undefined;
  };
  const openStream = (): ShellStream & { number: number } => {
    const number = sent;
    sentOnStream = 0;
    const opened = open(`nc 127.0.0.1 ${devicePort}`, {
      text(text) {
        const answers = text.match(/^beat \d+$/gm)?.length ?? 0;
        if (answers === 0) return;
        mind();
        seen.beats += answers;
        onFirst();
      },
      end() {
        // The next beat opens another.
        if (stream?.number === number) stream = undefined;
      },
    });

    return { ...opened, number };
  };
  beat();
  const timer = setInterval(beat, everyMs);

  return {
    stop() {
      clearInterval(timer);
      close();
      mind();

      return {
        kind: 'heartbeat',
        at: new Date().toISOString(),
        from,
        everyMs,
        beats: seen.beats,
        longestGapMs: Math.round(seen.longestGapMs),
      };
    },
  };
}
