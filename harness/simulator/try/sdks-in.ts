import type { Sdk } from '../../model/sdk.ts';

/** The SDKs whose signatures are in a script, as they would be found in its APK. */
export function sdksIn(script: string, known: readonly Sdk[]): string[] {
  return known
    .filter(({ apk }) => apk?.signatures.some((signature) => script.includes(signature)))
    .map(({ id }) => id)
    .sort();
}
