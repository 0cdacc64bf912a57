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
/**
 * After this time, a beat without a reply counts as missed, and its program ends on the phone. toybox's `nc` without `-q` ends only
 * with the connection (netcat.c), so that one more program would stay for each beat that a recorder accepts and does not answer.
 */
const BEAT_SECONDS = 20;

/** Creates a heartbeat. All its times are real milliseconds, because it checks the path and not the phone's clock. */
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
      const address = target();
      if (!address)
        throw new Error(
          'the heartbeat cannot start before the traffic of the phone is redirected to a recorder',
        );
      await new Promise<void>((resolve) => {
        watch = startBeating(open, address, everyMs, resolve);
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

function startBeating(
  open: StreamOpener,
  { url, devicePort }: { url: string; devicePort: number },
  everyMs: number,
  onBeat: () => void,
): { stop(): VisibilityEvent } {
  const from = new Date().toISOString();
  const counts = { beats: 0, missed: 0, last: performance.now(), longestGapMs: 0 };
  const openStreams = new Set<ShellStream>();
  let sent = 0;

  const updateGap = (): void => {
    const now = performance.now();
    counts.longestGapMs = Math.max(counts.longestGapMs, now - counts.last);
    counts.last = now;
  };
  /** Each beat opens its own connection, because a connection that is already open survives the removal of its tunnel. */
  const beat = (): void => {
    let received = '';
    const stream = open(`timeout ${BEAT_SECONDS} nc -q 1 127.0.0.1 ${devicePort}`, {
      text(text) {
        received += text;
        if (!/^beat \d+$/m.test(received)) return;
        finish(stream);
        updateGap();
        counts.beats += 1;
        onBeat();
      },
      end() {
        // The connection was refused or cut off before the reply, so data that an app sent at that time may be lost too.
        openStreams.delete(stream);
        counts.missed += 1;
      },
    });
    openStreams.add(stream);
    stream.write(`GET ${url}?${++sent} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  };
  const finish = (stream: ShellStream): void => {
    openStreams.delete(stream);
    stream.end();
  };
  beat();
  const timer = setInterval(beat, everyMs);

  return {
    stop() {
      clearInterval(timer);
      for (const stream of openStreams) finish(stream);
      updateGap();

      return {
        kind: 'heartbeat',
        at: new Date().toISOString(),
        from,
        everyMs,
        beats: counts.beats,
        missed: counts.missed,
        longestGapMs: Math.round(counts.longestGapMs),
      };
    },
  };
}
