import type { Sdk } from '../model/sdk.ts';

/** How long an SDK that nobody knows may hold an event back: the longest of those that are known. */
export const UNKNOWN_SDK_MS = 900_000;

/**
 * How long traffic of a release has to be waited for, in milliseconds of the handset's clock: the longest upload
 * interval of the SDKs found in it. Where none was found, as in an obfuscated APK, or one is unknown: 15 minutes.
 */
export function windowOf(sdks: readonly string[], known: readonly Sdk[]): number {
  if (sdks.length === 0) return UNKNOWN_SDK_MS;

  return Math.max(...sdks.map((id) => known.find((sdk) => sdk.id === id)?.apk?.intervalMs ?? UNKNOWN_SDK_MS));
}
