import type { Device, Timer } from '../device.ts';
import { NETWORK_STACK } from '../system/system-pids.ts';
import { createConnectionPool, sendNativeRequest } from './native-request.ts';

/** Defaults of the settings `captive_portal_https_url` and `captive_portal_http_url`; AOSP NetworkStack, res/values/config.xml. */
const HTTPS_PROBE = 'https://www.google.com/generate_204';
const HTTP_PROBE = 'http://connectivitycheck.gstatic.com/generate_204';
/** `SOCKET_TIMEOUT_MS`, handset milliseconds. */
const TIMEOUT_MS = 10_000;
/** `INITIAL_REEVALUATE_DELAY_MS` and `MAX_REEVALUATE_DELAY_MS`; each delay is twice the one before. */
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 600_000;
/** `network_stack` (AOSP android_filesystem_config.h). */
const UID = 1073;

/**
 * The network stack's own check for internet access: one probe over HTTPS and one over HTTP. Only the first makes the network
 * validated; the second alone makes its connectivity partial. Both use the proxy. Here, a check follows each change of the proxy.
 * Source: AOSP NetworkMonitor (isCaptivePortal, handlePortalCheckResult).
 */
export function startNetworkMonitor(device: Device): { stop(): void } {
  const pool = createConnectionPool();
  let timer: Timer | undefined;
  let checks = 0;

  async function answers204(url: string): Promise<boolean> {
    const app = { pid: NETWORK_STACK, uid: UID, targetSdk: device.rules.sdk, proxy: device.network.proxy() };
    // A request takes real time.
    const release = device.clock.hold();
    try {
      const response = await sendNativeRequest(device, app, pool, {
        url: new URL(url),
        method: 'GET',
        headers: {
          'User-Agent': `Dalvik/2.1.0 (Linux; U; Android ${device.rules.release}; Simulated handset)`,
        },
        body: new Uint8Array(),
        http: 1,
        network: 'platform',
        trust: 'system',
        timeout: TIMEOUT_MS,
      });

      return response.status === 204;
    } catch {
      // Each failure counts alike: no route, an untrusted certificate, a timeout.
      return false;
    } finally {
      release();
    }
  }

  async function check(delayMs: number): Promise<void> {
    timer?.cancel();
    const own = ++checks;
    const [overHttps, overHttp] = await Promise.all([answers204(HTTPS_PROBE), answers204(HTTP_PROBE)]);
    if (own !== checks) return;
    device.network.change({ validated: overHttps, partial: !overHttps && overHttp });
    if (!overHttps)
      timer = device.clock.after(delayMs, () => void check(Math.min(2 * delayMs, MAX_DELAY_MS)));
  }

  device.settings.onChange((namespace, key) => {
    if (namespace === 'global' && key === 'http_proxy') void check(FIRST_DELAY_MS);
  });

  return {
    stop() {
      checks++;
      timer?.cancel();
      pool.close();
    },
  };
}
