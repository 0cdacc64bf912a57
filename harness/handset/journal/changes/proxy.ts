import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';
import { readSetting, writeSetting } from './setting.ts';

/** Android spreads one proxy over these keys of `global` (AOSP ProxyTracker.java, Settings.java). */
export const PROXY_KEYS = [
  'http_proxy',
  'global_http_proxy_host',
  'global_http_proxy_port',
  'global_http_proxy_exclusion_list',
  'global_proxy_pac_url',
] as const;

/**
 * The proxy setting. After a mere deletion it stays active in memory (AOSP ProxyTracker.java), so it is first set to `:0`, which
 * clears it, and then the keys get their former values.
 */
export const proxy: ChangeKind<'proxy'> = {
  kind: 'proxy',
  describe: (change) => `proxy ${change.host}:${change.port}`,
  async undo(phone, change) {
    if (isAsBefore(await readProxy(phone), change.before)) return;
    await writeSetting(phone, 'global', 'http_proxy', ':0');
    const cleared = await readSetting(phone, 'global', 'http_proxy');
    if (cleared !== ':0')
      throw new Error(`the proxy setting was set to ':0', but is now '${cleared ?? 'null'}'`);
    for (const key of PROXY_KEYS) {
      const wanted = change.before[key] ?? null;
      if ((await readSetting(phone, 'global', key)) !== wanted)
        await writeSetting(phone, 'global', key, wanted);
    }
  },
  async verify(phone, change) {
    const now = await readProxy(phone);
    if (isAsBefore(now, change.before)) return undefined;
    const left = PROXY_KEYS.filter((key) => now[key] !== (change.before[key] ?? null));

    return `the proxy was removed, but these settings do not have their earlier values: ${left.join(', ')}`;
  },
};

/** The current values of the keys; null for an unset key. */
export async function readProxy(phone: Phone): Promise<Record<string, string | null>> {
  const values: Record<string, string | null> = {};
  for (const key of PROXY_KEYS) values[key] = await readSetting(phone, 'global', key);

  return values;
}

/** Each write of `http_proxy` changes the other keys, so that equal keys mean that it was never written or is undone. */
function isAsBefore(now: Record<string, string | null>, before: Record<string, string | null>): boolean {
  return PROXY_KEYS.every((key) => now[key] === (before[key] ?? null));
}
