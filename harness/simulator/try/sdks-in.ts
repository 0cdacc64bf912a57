import { type Sdk, UNKNOWN_SDK } from '../../model/sdk.ts';
import { createSignSearch } from '../../releases/unknown-sdks.ts';

/** The SDKs whose signatures are in a script, as they would be found in its APK; `unknown` for code like an SDK's. */
export function sdksIn(script: string, known: readonly Sdk[]): string[] {
  const signs = createSignSearch(known);
  signs.add(Buffer.from(script));
  const found = known
    .filter(({ apk }) => apk?.signatures.some((signature) => script.includes(signature)))
    .map(({ id }) => id);

  return [...found, ...(signs.sign() === undefined ? [] : [UNKNOWN_SDK])].sort();
}
