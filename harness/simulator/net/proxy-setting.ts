import type { SettingsStore } from '../device.ts';

export interface ProxyAddress {
  host: string;
  port: number;
}

/**
 * The proxy in force, as Android's ProxyTracker keeps it in memory: `put global http_proxy host:port` and the pair
 * `global_http_proxy_host`, `global_http_proxy_port` set it, an empty host or port 0 clears it, and `delete` of a key
 * leaves it in force. At boot it is read from the pair, then from `http_proxy` (AOSP `ProxyTracker.java`).
 */
export function trackProxy(settings: SettingsStore): () => ProxyAddress | undefined {
  let current = fromPair(settings) ?? parse(settings.get('global', 'http_proxy') ?? '');
  settings.onChange((namespace, key, value) => {
    if (namespace !== 'global' || value === undefined) return;
    if (key === 'http_proxy') current = parse(value);
    if (key === 'global_http_proxy_host' || key === 'global_http_proxy_port') {
      const cleared = value === '' || value === '0';
      current = cleared ? undefined : (fromPair(settings) ?? current);
    }
  });

  return () => current;
}

function parse(value: string): ProxyAddress | undefined {
  const match = /^(.+):(\d+)$/.exec(value.trim());
  const port = Number(match?.[2] ?? 0);

  return match?.[1] && port > 0 ? { host: match[1], port } : undefined;
}

function fromPair(settings: SettingsStore): ProxyAddress | undefined {
  const host = settings.get('global', 'global_http_proxy_host') ?? '';
  const port = settings.get('global', 'global_http_proxy_port') ?? '';

  return host === '' ? undefined : parse(`${host}:${port}`);
}
