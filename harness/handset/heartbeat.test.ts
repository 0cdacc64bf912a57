import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { StreamOpener } from './shell/adb.ts';

const EVERY_MS = 10;

describe('createHeartbeat', () => {
  /** Whether streams can be opened and whether what they carry is answered. */
  let way: { opens: boolean; answers: boolean };
  let opened: string[];
  let cut: () => void;
  let open: number;
  let heartbeat: Heartbeat;
  const opener: StreamOpener = (command, on) => {
    opened.push(command);
    open += 1;
    const { opens } = way;
    let over = false;
    const close = (): void => {
      if (!over) open -= 1;
      over = true;
    };
    const end = (): void => {
      if (over) return;
      close();
      on.end();
    };
    cut = end;
    if (!opens) setTimeout(end, 1);

    return {
      write(text) {
        const number = /\?(\d+) HTTP/.exec(text)?.[1];
        if (way.answers && opens)
          setTimeout(() => over || on.text(`HTTP/1.1 200 OK\r\n\r\nbeat ${number}\n`), 1);
      },
      end: close,
    };
  };
  const stop = async () => {
    const [event, ...more] = await heartbeat.stop();
    assert.ok(event?.kind === 'heartbeat');
    assert.deepEqual(more, []);

    return event;
  };

  beforeEach(() => {
    way = { opens: true, answers: true };
    opened = [];
    open = 0;
    heartbeat = createHeartbeat({
      open: opener,
      target: () => ({ url: 'http://heartbeat.invalid/secret', devicePort: 8080 }),
      everyMs: EVERY_MS,
      firstMs: 200,
    });
  });

  it('counts replies, and the longest gap between them', async () => {
    await heartbeat.start();
    await delay(300);
    const event = await stop();
    assert.ok(event.beats >= 10, `${event.beats} beats`);
    assert.ok(event.longestGapMs < 100, `${event.longestGapMs} ms`);
    assert.deepEqual([event.everyMs, event.missed], [EVERY_MS, 0]);
    assert.ok(Date.parse(event.at) - Date.parse(event.from) >= 290);
    assert.equal(opened[0], 'nc 127.0.0.1 8080');
    assert.equal(open, 0, 'a stream was left open');
  });

  it('shows a break that healed', async () => {
    await heartbeat.start();
    await delay(50);
    way.opens = false;
    await delay(250);
    way.opens = true;
    await delay(100);
    const event = await stop();
    assert.ok(event.longestGapMs >= 200, `${event.longestGapMs} ms`);
    assert.ok((event.missed ?? 0) > 4 && event.beats > 4, JSON.stringify(event));
  });

  it('shows a beat that was cut off, even if the next one succeeds at once', async () => {
    await heartbeat.start();
    way.answers = false;
    await delay(EVERY_MS + 5);
    cut();
    way.answers = true;
    await delay(100);
    assert.equal((await stop()).missed, 1);
  });

  it('shows a gap up to the end', async () => {
    await heartbeat.start();
    way.answers = false;
    await delay(200);
    assert.ok((await stop()).longestGapMs >= 180);
  });

  it('counts no beat without any reply', async () => {
    way.answers = false;
    await heartbeat.start();
    const event = await stop();
    assert.equal(event.beats, 0);
    assert.ok(event.longestGapMs >= 190);
  });

  it('reports once, and only after a start', async () => {
    assert.deepEqual(await heartbeat.stop(), []);
    await heartbeat.start();
    await stop();
    assert.deepEqual(await heartbeat.stop(), []);
  });
});
