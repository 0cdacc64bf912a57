import type { Device, Timer } from '../device.ts';

/**
 * Handset milliseconds after which Android freezes a cached app, by version: AOSP ActivityManagerService, CachedAppOptimizer's
 * DEFAULT_FREEZER_DEBOUNCE_TIMEOUT (600 s since 11, 10 s since 14).
 */
const patience: [fromAndroid: number, ms: number][] = [
  [14, 10_000],
  [11, 600_000],
];

/** Calls `freeze` once the app was in the background for as long as this Android waits; never where the freezer is off. */
export function freezeLater(device: Device, freeze: () => void): Timer | undefined {
  const wait = patience.find(([from]) => device.options.android >= from)?.[1];
  if (wait === undefined) return undefined;

  return device.clock.after(wait, () => {
    if (device.settings.get('global', 'cached_apps_freezer') !== 'disabled') freeze();
  });
}
