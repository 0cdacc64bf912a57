import type { Sdk } from '../model/sdk.ts';

/** Milliseconds that an unknown SDK may hold an event back: as long as the slowest known SDK. */
export const UNKNOWN_SDK_MS = 900_000;

/**
 * How long to wait for a release's traffic, in milliseconds of handset time: the longest upload interval of the SDKs found in
 * it, but at most 15 minutes. It is 15 minutes if no SDK was found, as in an obfuscated APK, or if one of them is unknown.
 */
export function windowOf(sdks: readonly string[], known: readonly Sdk[]): number {
  if (sdks.length === 0) return UNKNOWN_SDK_MS;

  const intervals = sdks.map((id) => known.find((sdk) => sdk.id === id)?.apk?.intervalMs ?? UNKNOWN_SDK_MS);

  return Math.min(UNKNOWN_SDK_MS, Math.max(...intervals));
}
