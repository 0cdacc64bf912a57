// oxlint-disable-next-line typescript/ban-ts-comment -- values from the host have no types; the script sees browser.d.ts
// @ts-nocheck
// Runs inside QuickJS before a browser's own script: creates `browser` from one host function. Values are passed to and
// from the host as JSON and ArrayBuffers. The host calls the default export once.
export default (host, eventNames) => {
  'use strict';

  const handlers = new Map(eventNames.map((name) => [name, []]));
  const callbacks = new Map();
  const waiting = new Map();
  let lastId = 0;

  /** Bytes are passed as ArrayBuffers; the JSON refers to them by index. */
  const encode = (value) => {
    const buffers = [];
    const json = JSON.stringify(value ?? null, (_key, item) => {
      if (typeof item === 'bigint') throw new TypeError('a BigInt is no JSON');
      if (!(item instanceof Uint8Array)) return item;
      buffers.push(item.slice().buffer);

      return { $bytes: buffers.length - 1 };
    });

    return [json, ...buffers];
  };
  const decode = (json, buffers) =>
    JSON.parse(json, (_key, item) =>
      typeof item?.$bytes === 'number' && buffers[item.$bytes] ? new Uint8Array(buffers[item.$bytes]) : item,
    );
  const named = ({ name, message }) => Object.assign(new Error(message), { name });

  const call = (name, ...args) => {
    const [kind, json, ...buffers] = host(name, ...encode(args));
    const value = decode(json, buffers);
    if (kind === 'error') throw named(value);

    return value === null ? undefined : value;
  };
  const ask = (name, ...args) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      call(name, ...args, id);
    });
  const failed = (where, error) => {
    const told = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
    call('failed', where, told);
  };
  const guard = async (where, action) => {
    try {
      return await action();
    } catch (error) {
      failed(where, error);

      return undefined;
    }
  };
  const mustBeFunction = (value, what) => {
    if (typeof value !== 'function') throw new TypeError(`${what} is a function, not ${typeof value}`);
  };
  const freeze = (value) => {
    for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) freeze(item);

    return Object.freeze(value);
  };

  const storageOf = (packageName) => ({
    get: (key) => call('storage.get', packageName, String(key)),
    set: (key, value) => void call('storage.set', packageName, String(key), value),
    delete: (key) => void call('storage.delete', packageName, String(key)),
    keys: () => call('storage.keys', packageName),
    clear: () => void call('storage.clear', packageName),
  });

  const codecOf = (name) => ({
    encode: (data) => call('codec', name, 'encode', data),
    decode: (data) => call('codec', name, 'decode', data),
  });

  const socketOf = (id) => {
    const listeners = { message: [], close: [] };
    callbacks.set(id, (event, data) => {
      for (const listener of listeners[event]) void guard(`websocket ${event}`, () => listener(data));
      if (event === 'close') callbacks.delete(id);
    });

    return {
      send: (data) => ask('websocket.send', id, data),
      on(event, listener) {
        if (!listeners[event]) throw new TypeError(`a websocket tells message and close, not ${event}`);
        mustBeFunction(listener, 'a listener');
        listeners[event].push(listener);
      },
      close: () => ask('websocket.close', id),
    };
  };

  const browser = {
    on(event, handler) {
      if (!handlers.has(event)) throw new TypeError(`no such event: ${event}; there are ${eventNames.join(', ')}`);
      mustBeFunction(handler, 'a handler');
      handlers.get(event).push(handler);
    },
    request: (options) => ask('request', '', options),
    async websocket(url, options) {
      return socketOf(await ask('websocket', url, options ?? {}));
    },
    datagram: async (options) => (await ask('datagram', options)) ?? null,
    tcp: (options) => ask('tcp', options),
    lookup: (name, options) => ask('lookup', name, options ?? {}),
    job({ run, ...options }) {
      mustBeFunction(run, 'run');
      const index = call('job', options);
      callbacks.set(`job ${index}`, run);

      return { cancel: () => void call('job.cancel', index) };
    },
    property: (name) => call('property', name),
    bind(packageName, handler) {
      mustBeFunction(handler, 'a handler');
      const { uid } = call('bind', packageName);
      const service = freeze({
        package: packageName,
        uid,
        storage: storageOf(packageName),
        request: (options) => ask('request', packageName, options),
      });

      return { send: async (message) => await handler(message, service) };
    },
    isolate() {
      const uid = call('isolate');

      return freeze({ uid, request: (options) => ask('request', '', { ...options, uid }) });
    },
    after(ms, action) {
      mustBeFunction(action, 'what runs later');
      const id = ++lastId;
      callbacks.set(id, action);
      call('after', id, Number(ms));

      return () => {
        if (callbacks.delete(id)) call('after.cancel', id);
      };
    },
    now: () => call('now'),
    log: (...values) =>
      void call('log', values.map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)))).join(' ')),
    storage: storageOf(''),
    settings: {
      get: (name) => call('settings.get', String(name)),
      set: (name, value) => void call('settings.set', String(name), value),
    },
    codec: {
      utf8: codecOf('utf8'),
      base64: codecOf('base64'),
      hex: codecOf('hex'),
      gzip: codecOf('gzip'),
      deflate: codecOf('deflate'),
      brotli: codecOf('brotli'),
      url: { encode: (text) => encodeURIComponent(text), decode: (text) => decodeURIComponent(text) },
    },
    crypto: {
      digest: (algorithm, data) => call('crypto', 'digest', algorithm, data),
      hmac: (algorithm, key, data) => call('crypto', 'hmac', algorithm, key, data),
      encrypt: (options) => call('crypto', 'encrypt', options),
      decrypt: (options) => call('crypto', 'decrypt', options),
      rsaEncrypt: (key, data, padding) => call('crypto', 'rsaEncrypt', key, data, padding ?? 'pkcs1'),
      random: (bytes) => call('crypto', 'random', bytes),
    },
    get identity() {
      return freeze(call('identity'));
    },
    get network() {
      return freeze(call('network'));
    },
  };
  for (const part of ['storage', 'settings', 'codec', 'crypto']) freeze(browser[part]);
  Object.freeze(browser);

  const guarded = new Proxy(browser, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') return target[key];
      call('unmodelled', `browser.${key}`);
      throw new Error(`not modelled: browser.${key}`);
    },
  });

  return {
    start: (main) => {
      mustBeFunction(main, 'the default export of browser.js');
      main(guarded);
    },
    emit(id, event, json) {
      void (async () => {
        for (const handler of handlers.get(event)) await guard(`on ${event}`, () => handler(decode(json, [])));
        call('done', id);
      })();
    },
    settle(id, kind, json, ...buffers) {
      const asked = waiting.get(id);
      waiting.delete(id);
      const value = decode(json, buffers);
      if (kind === 'error') asked?.reject(named(value));
      else asked?.resolve(value === null ? undefined : value);
    },
    timer(id) {
      const action = callbacks.get(id);
      callbacks.delete(id);
      if (action) void guard('after', action);
    },
    socket(id, event, json, ...buffers) {
      callbacks.get(id)?.(event, decode(json, buffers));
    },
    job(index, id) {
      const run = callbacks.get(`job ${index}`);
      void guard('job', () => run?.()).then(() => call('done', id));
    },
  };
};
