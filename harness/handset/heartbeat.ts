import type { VisibilityEvent } from '../model/visibility.ts';
import type { ShellStream, StreamOpener } from './shell/adb.ts';

/**
 * Bytes sent from the phone to the recorder and back at short intervals: a break shows as a gap, even if it heals.
 */
export interface Heartbeat {
  /** Resolves when the first reply arrived, or after a few seconds without one. */
  start(): Promise<void>;
  /** One event for the time since `start`; none where it was not started. */
  stop(): Promise<VisibilityEvent[]>;
}

export interface HeartbeatOptions {
  open: StreamOpener;
  /** The recorder's heartbeat URL, and the phone's port of the tunnel; undefined before there is a tunnel. */
  target: () => { url: string; devicePort: number } | undefined;
  everyMs?: number;
  /** Milliseconds to wait for the first reply. */
  firstMs?: number;
}

const EVERY_MS = 1000;
const FIRST_MS = 5000;

/** All times are real milliseconds: it checks the path, not the phone's clock. */
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
      if (!way) throw new Error('a heartbeat was started before traffic was redirected to a recorder');
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
  const seen = { beats: 0, missed: 0, last: performance.now(), longestGapMs: 0 };
  const under = new Set<ShellStream>();
  let sent = 0;

  const mind = (): void => {
    const now = performance.now();
    seen.longestGapMs = Math.max(seen.longestGapMs, now - seen.last);
    seen.last = now;
  };
  /** Each beat opens its own connection: a removed tunnel keeps its open connections. */
  const beat = (): void => {
    let heard = '';
    const stream = open(`nc 127.0.0.1 ${devicePort}`, {
      text(text) {
        heard += text;
        if (!/^beat \d+$/m.test(heard)) return;
        finish(stream);
        mind();
        seen.beats += 1;
        onFirst();
      },
      end() {
        // Refused or cut off before the reply: whatever an app sent in that moment was lost too.
        under.delete(stream);
        seen.missed += 1;
      },
    });
    under.add(stream);
    stream.write(`GET ${url}?${++sent} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  };
  const finish = (stream: ShellStream): void => {
    under.delete(stream);
    stream.end();
  };
  beat();
  const timer = setInterval(beat, everyMs);

  return {
    stop() {
      clearInterval(timer);
      for (const stream of under) finish(stream);
      mind();

      return {
        kind: 'heartbeat',
        at: new Date().toISOString(),
        from,
        everyMs,
        beats: seen.beats,
        missed: seen.missed,
        longestGapMs: Math.round(seen.longestGapMs),
      };
    },
  };
}
