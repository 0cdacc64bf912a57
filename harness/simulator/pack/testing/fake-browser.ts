import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Browser, BrowserEvent, BrowserEventData, RequestOptions } from '../../script/browser.d.ts';

export type Script = (browser: Browser) => void;

/** What a fake handset keeps while processes come and go. */
export interface FakeApp {
  now: number;
  storage: Map<string, unknown>;
  settings: Map<string, string | number | boolean>;
  requests: RequestOptions[];
  /** What the server answers; throws as a network stack would. */
  answer(request: RequestOptions): number;
  network: { type: 'WIFI' | 'MOBILE'; generation?: string };
}

export interface FakeProcess {
  emit(event: BrowserEvent, data?: BrowserEventData): Promise<void>;
  /** Lets so many milliseconds go by; what falls due runs in order. */
  advance(ms: number): Promise<void>;
  /** Ends the process: no handler runs, timers die. */
  kill(): void;
}

export function fakeApp(overrides: Partial<FakeApp> = {}): FakeApp {
  return {
    now: 1_588_500_000_000,
    storage: new Map(),
    settings: new Map(),
    requests: [],
    answer: ({ url }) => (url.includes('/config/') ? 304 : 200),
    network: { type: 'WIFI' },
    ...overrides,
  };
}

/** Runs a browser's script in this process, on a clock that moves only when told. */
export function startFake(script: Script, app: FakeApp): FakeProcess {
  const handlers: [BrowserEvent, (event: BrowserEventData) => unknown][] = [];
  let timers: { at: number; action: () => unknown }[] = [];
  let isAlive = true;
  script(
    browserOf(app, handlers, (ms, action) => {
      const timer = { at: app.now + ms, action };
      timers.push(timer);

      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    }),
  );

  return {
    async emit(event, data = {}) {
      for (const [name, handler] of handlers) if (isAlive && name === event) await handler(data);
      await settle();
    },
    async advance(ms) {
      const end = app.now + ms;
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        app.now = Math.max(app.now, next.at);
        await next.action();
        await settle();
      }
      app.now = end;
    },
    kill() {
      isAlive = false;
      timers = [];
    },
  };
}

/** Promises that a handler left behind have come as far as they can: nothing here waits for real time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

function browserOf(
  app: FakeApp,
  handlers: [BrowserEvent, (event: BrowserEventData) => unknown][],
  after: Browser['after'],
): Browser {
  const bytesOf = (data: Uint8Array | string): Buffer => Buffer.from(data as Uint8Array);
  const modelled: Partial<Browser> = {
    on: (event, handler) => void handlers.push([event, handler]),
    request: (options) => {
      app.requests.push(options);

      return Promise.resolve({ status: app.answer(options), headers: {}, body: new Uint8Array() });
    },
    storage: {
      get: (key) => structuredClone(app.storage.get(key)),
      set: (key, value) => void app.storage.set(key, structuredClone(value)),
      delete: (key) => void app.storage.delete(key),
      keys: () => [...app.storage.keys()],
      clear: () => app.storage.clear(),
    },
    settings: {
      get: (name) => app.settings.get(name),
      set: (name, value) => void app.settings.set(name, value),
    },
    identity: {
      androidId: '0123456789abcdef',
      uuid: '00000000-0000-4000-8000-000000000001',
      advertisingId: '00000000-0000-4000-8000-000000000002',
      model: 'Redmi Note 8',
      region: 'IN',
      account: null,
    },
    network: { validated: true, proxy: null, metered: false, ...app.network },
    after,
    now: () => app.now,
    codec: {
      utf8: {
        encode: (text) => Uint8Array.from(Buffer.from(text)),
        decode: (data) => Buffer.from(data).toString(),
      },
      base64: {
        encode: (data) => bytesOf(data).toString('base64'),
        decode: (text) => Uint8Array.from(Buffer.from(text, 'base64')),
      },
      hex: {
        encode: (data) => bytesOf(data).toString('hex'),
        decode: (text) => Uint8Array.from(Buffer.from(text, 'hex')),
      },
      gzip: {
        encode: (data) => Uint8Array.from(gzipSync(data)),
        decode: (data) => Uint8Array.from(gunzipSync(data)),
      },
    } as Browser['codec'],
    crypto: {
      digest: (algorithm, data) => Uint8Array.from(createHash(algorithm).update(data).digest()),
      random: (size) => Uint8Array.from(randomBytes(size)),
    } as Browser['crypto'],
    log: () => {},
  };

  return new Proxy(modelled as Browser, {
    get(target, name: keyof Browser) {
      if (!(name in target)) throw new Error(`the fake browser has no ${name}`);

      return target[name];
    },
  });
}
