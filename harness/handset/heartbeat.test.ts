import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { StreamOpener } from './shell/adb.ts';

const EVERY_MS = 10;

describe('createHeartbeat', () => {
  /** Whether streams can be opened and whether what they carry is answered. */
  let path: { opens: boolean; answers: boolean };
  let opened: string[];
  let cutStream: () => void;
  let openCount: number;
  /** When replies came, milliseconds. */
  let replies: number[];
  let heartbeat: Heartbeat;
  const opener: StreamOpener = (command, on) => {
    opened.push(command);
    openCount += 1;
    const { opens } = path;
    let over = false;
    const close = (): void => {
      if (!over) openCount -= 1;
      over = true;
    };
    const end = (): void => {
      if (over) return;
      close();
      on.end();
    };
    cutStream = end;
    if (!opens) setTimeout(end, 1);

    return {
      write(text) {
        const number = /\?(\d+) HTTP/.exec(text)?.[1];
        if (path.answers && opens)
          setTimeout(() => {
            if (over) return;
            replies.push(performance.now());
            on.text(`HTTP/1.1 200 OK\r\n\r\nbeat ${number}\n`);
          }, 1);
      },
      end: close,
    };
  };
  const until = async (isMet: () => boolean) => {
    while (!isMet()) await delay(5);
  };
  const stop = async () => {
    const [event, ...more] = await heartbeat.stop();
    assert.ok(event?.kind === 'heartbeat');
    assert.deepEqual(more, []);

    return event;
  };

  beforeEach(() => {
    path = { opens: true, answers: true };
    opened = [];
    openCount = 0;
    replies = [];
    heartbeat = createHeartbeat({
      open: opener,
      target: () => ({ url: 'http://heartbeat.invalid/secret', devicePort: 8080 }),
      everyMs: EVERY_MS,
      firstMs: 200,
    });
  });

  it('counts replies and measures the longest gap between them', async () => {
    const began = Date.now();
    await heartbeat.start();
    await until(() => replies.length >= 10);
    const event = await stop();
    const gaps = replies.slice(1).map((at, index) => at - (replies[index] ?? 0));
    assert.ok(event.beats >= 10 && event.beats <= replies.length, `${event.beats} beats`);
    assert.ok(event.longestGapMs >= Math.max(...gaps) - 5, `${event.longestGapMs} ms, ${gaps.join(' ')}`);
    assert.ok(event.longestGapMs <= Date.now() - began, `${event.longestGapMs} ms`);
    assert.deepEqual([event.everyMs, event.missed], [EVERY_MS, 0]);
    assert.ok(Date.parse(event.from) >= began && Date.parse(event.at) <= Date.now());
    assert.equal(opened[0], 'timeout 20 nc -q 1 127.0.0.1 8080');
    assert.equal(openCount, 0, 'a stream was left open');
  });

  it('reports missed beats and the gap of a break that healed', async () => {
    await heartbeat.start();
    await until(() => replies.length >= 5);
    path.opens = false;
    const [attempts, breakAt] = [opened.length, replies.at(-1) ?? 0];
    await until(() => opened.length >= attempts + 10);
    path.opens = true;
    const before = replies.length;
    await until(() => replies.length > before);
    const gap = (replies[before] ?? 0) - breakAt;
    const event = await stop();
    assert.ok(event.longestGapMs >= gap - 5, `${event.longestGapMs} ms, ${gap} ms`);
    assert.ok((event.missed ?? 0) > 4 && event.beats > 4, JSON.stringify(event));
  });

  it('reports a beat that was cut off, even if the next one succeeds at once', async () => {
    await heartbeat.start();
    path.answers = false;
    await delay(EVERY_MS + 5);
    cutStream();
    path.answers = true;
    await delay(100);
    assert.equal((await stop()).missed, 1);
  });

  it('includes the gap between the last reply and the end', async () => {
    await heartbeat.start();
    path.answers = false;
    await delay(200);
    assert.ok((await stop()).longestGapMs >= 180);
  });

  it('counts no beat without any reply', async () => {
    path.answers = false;
    await heartbeat.start();
    const event = await stop();
    assert.equal(event.beats, 0);
    assert.ok(event.longestGapMs >= 190);
  });

  it('returns one event for each start', async () => {
    assert.deepEqual(await heartbeat.stop(), []);
    await heartbeat.start();
    await stop();
    assert.deepEqual(await heartbeat.stop(), []);
  });
});
