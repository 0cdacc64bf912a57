// The Sensors Analytics SDK for Android, version 3.2.10, as far as it can be seen from outside: what it sends, when, and
// what it keeps. Written from sensorsdata/sa-sdk-android v3.2.10 (512fc04a): SensorsDataAPI, AnalyticsMessages,
// SensorsDataActivityLifecycleCallbacks, NetworkUtils.

const LIB_VERSION = '3.2.10';
/** Class, method, file and line that called `new Exception()` in trackEvent, as SensorsDataAPI.java 3053 reports it. */
const LIB_DETAIL =
  'com.sensorsdata.analytics.android.sdk.SensorsDataAPI##trackEvent##SensorsDataAPI.java##3053';
const FLUSH_INTERVAL_MS = 15_000;
const FLUSH_BULK_SIZE = 100;
const BATCH_SIZE = 50;
const SESSION_INTERVAL_MS = 30_000;
/** The configuration is asked for at most once in so long: a random time between 24 and 48 hours. */
const CONFIG_INTERVAL_MS = [24, 48].map((hours) => hours * 3_600_000);
/** CountDownTimer(120 s, 30 s): so often, and so many times, until it is answered. */
const CONFIG_RETRY_MS = 30_000;
const CONFIG_TRIES = 4;

/**
 * @param {import('../../../harness/simulator/script/browser.d.ts').Browser} browser
 * @param {object} options
 * @param {string} options.serverUrl with `project` and all
 * @param {string} options.appVersion
 * @param {string} options.activity the screen of the app, as auto-tracking names it
 * @param {() => object} options.superProperties set on every event, read when it is tracked
 */
export function createSensors(browser, { serverUrl, appVersion, activity, superProperties }) {
  const { storage } = browser;
  let flushTimer = null;
  let endTimer = null;
  let sending = Promise.resolve();
  let resumeFromBackground = false;

  /** Tracks an event: it is in the queue, which survives the process, when this returns. */
  function track(event, properties = {}, time = browser.now()) {
    const network = networkType();
    enqueue({
      _track_id: randomInt(),
      time,
      type: 'track',
      distinct_id: distinctId(),
      lib: {
        $lib: 'Android',
        $lib_version: LIB_VERSION,
        $app_version: appVersion,
        $lib_method: 'code',
        $lib_detail: LIB_DETAIL,
      },
      event,
      properties: {
        ...presets(),
        ...superProperties(),
        $wifi: network === 'WIFI',
        $network_type: network,
        ...properties,
        $is_first_day: isFirstDay(),
        $device_id: browser.identity.androidId,
      },
    });
  }

  function presets() {
    return {
      $lib: 'Android',
      $lib_version: LIB_VERSION,
      $os: 'Android',
      $os_version: '13',
      $manufacturer: 'Xiaomi',
      $model: browser.identity.model,
      $app_version: appVersion,
      $screen_width: 1080,
      $screen_height: 2340,
      $carrier: '',
    };
  }

  function enqueue(event) {
    const id = (storage.get('sensors.lastId') ?? 0) + 1;
    const queue = [...readQueue(), { id, json: toOrgJson(event) }];
    storage.set('sensors.lastId', id);
    storage.set('sensors.queue', queue);
    if (queue.length > FLUSH_BULK_SIZE) flush();
    else flushTimer ??= browser.after(FLUSH_INTERVAL_MS, flush);
  }

  /** Sends what is queued, one batch after the other; a flush that is under way is waited for. */
  function flush() {
    flushTimer?.();
    flushTimer = null;
    sending = sending.then(sendAll).catch((error) => browser.log('sensors', String(error)));

    return sending;
  }

  async function sendAll() {
    // The default policy: 3G, 4G, 5G, Wi-Fi.
    if (networkType() === '2G') return;
    for (let batch = readQueue().slice(0, BATCH_SIZE); batch.length > 0; ) {
      if (!(await isDelivered(batch))) return;
      const last = batch[batch.length - 1].id;
      const left = readQueue().filter(({ id }) => id > last);
      storage.set('sensors.queue', left);
      batch = left.slice(0, BATCH_SIZE);
    }
  }

  /** Whether a batch may be deleted: 2xx and what a client cannot mend are; 403, 404, 5xx and a broken connection are not. */
  async function isDelivered(batch) {
    const events = batch.map(({ json }) => `${json.slice(0, -1)},"_flush_time":${browser.now()}}`);
    const body = encodeBody(browser, `[${events.join(',')}]`);
    try {
      const status = await post(serverUrl, body);

      return !(status === 403 || status === 404 || (status >= 500 && status < 600));
    } catch (error) {
      browser.log('sensors', String(error));

      return false;
    }
  }

  async function post(url, body, isRedirected = false) {
    const { status, headers } = await browser.request({
      url,
      method: 'POST',
      headers: { 'User-Agent': userAgent(), 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    const location = headers['location'];
    if (!isRedirected && [301, 302, 307, 308].includes(status) && location) return post(location, body, true);

    return status;
  }

  /** The server can turn the SDK off from afar; 304 and 404 leave everything as it is. */
  async function pullConfig(tries = CONFIG_TRIES) {
    try {
      const { status } = await browser.request({
        url: `${serverUrl.slice(0, serverUrl.lastIndexOf('/'))}/config/Android.conf`,
        headers: { 'User-Agent': userAgent() },
      });
      if ([200, 304, 404].includes(status)) return;
    } catch (error) {
      browser.log('sensors', String(error));
    }
    if (tries > 1) browser.after(CONFIG_RETRY_MS, () => pullConfig(tries - 1));
  }

  function pullConfigIfDue() {
    if (browser.now() < (storage.get('sensors.nextConfig') ?? 0)) return;
    const [least, most] = CONFIG_INTERVAL_MS;
    const wait = least + ((most - least) * (randomInt() >>> 0)) / 2 ** 32;
    storage.set('sensors.nextConfig', browser.now() + wait);
    pullConfig();
  }

  /** The app is in front: a new session, unless the last one ended less than 30 seconds ago. */
  function foreground() {
    endTimer?.();
    endTimer = null;
    const ended = storage.get('sensors.end');
    if (ended === undefined || browser.now() - ended.at > SESSION_INTERVAL_MS) {
      if (ended?.isOpen) trackEnd(ended);
      pullConfigIfDue();
      const isFirstTime = storage.get('sensors.started') !== true;
      storage.set('sensors.started', true);
      storage.set('sensors.start', browser.now());
      track('$AppStart', {
        $resume_from_background: resumeFromBackground,
        $is_first_time: isFirstTime,
        $screen_name: activity,
      });
      resumeFromBackground = true;
    }
    track('$AppViewScreen', { $screen_name: activity });
  }

  /** The app is no longer in front: its session ends in 30 seconds, and everything is sent then. */
  function background() {
    storage.set('sensors.end', { at: browser.now(), isOpen: true });
    endTimer?.();
    endTimer = browser.after(SESSION_INTERVAL_MS, () => {
      endTimer = null;
      trackEnd(storage.get('sensors.end'));

      return flush();
    });
  }

  function trackEnd({ at }) {
    const seconds = Math.max(0, (at - (storage.get('sensors.start') ?? at)) / 1000);
    storage.set('sensors.end', { at, isOpen: false });
    track('$AppEnd', { event_duration: seconds, $screen_name: activity }, at);
  }

  function readQueue() {
    return storage.get('sensors.queue') ?? [];
  }

  function distinctId() {
    return browser.identity.account ?? anonymousId();
  }

  function anonymousId() {
    const known = storage.get('anonymous_id');
    if (known) return known;
    const id = randomUuid();
    storage.set('anonymous_id', id);

    return id;
  }

  function isFirstDay() {
    const today = new Date(browser.now()).toISOString().slice(0, 10);
    if (storage.get('sensors.firstDay') === undefined) storage.set('sensors.firstDay', today);

    return storage.get('sensors.firstDay') === today;
  }

  /** Over a mobile network the handset may say which generation; it counts as 4G where it does not. */
  function networkType() {
    const { type, generation } = browser.network;

    return type === 'WIFI' ? 'WIFI' : (generation ?? '4G');
  }

  /** HttpURLConnection's own, which this version of the SDK leaves alone. */
  function userAgent() {
    return `Dalvik/2.1.0 (Linux; U; Android 13; ${browser.identity.model} Build/TKQ1.221114.001)`;
  }

  function randomInt() {
    const [a, b, c, d] = browser.crypto.random(4);

    return (a << 24) | (b << 16) | (c << 8) | d;
  }

  function randomUuid() {
    const bytes = browser.crypto.random(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;

    return browser.codec.hex.encode(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  return { track, flush, foreground, background, anonymousId };
}

/** The form that a batch of events travels in: `crc`, `gzip`, `data_list`, in this order since version 2.0. */
export function encodeBody({ codec }, json) {
  const packed = codec.gzip.encode(codec.utf8.encode(json));
  // Java's GZIPOutputStream leaves flags and system at 0.
  packed[8] = 0;
  packed[9] = 0;
  const data = codec.base64.encode(packed);

  return `crc=${hashCode(data)}&gzip=1&data_list=${encodeURIComponent(data)}`;
}

/** Java's String.hashCode: signed, 32 bits. */
export function hashCode(text) {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;

  return hash;
}

/** JSON as Android's org.json writes it: a slash is escaped. */
export function toOrgJson(value) {
  return JSON.stringify(value).replaceAll('/', '\\/');
}
