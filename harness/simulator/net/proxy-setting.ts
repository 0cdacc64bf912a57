import type { SettingsStore } from '../device.ts';

export interface ProxyAddress {
  host: string;
  port: number;
}

/**
 * The current proxy, which Android's ProxyTracker keeps in memory (AOSP `ProxyTracker.java`). `put global http_proxy
 * host:port` sets it, and so does the pair `global_http_proxy_host`, `global_http_proxy_port`. An empty host or port 0
 * clears it; deleting a key does not. At boot it is read from the pair, then from `http_proxy`.
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
