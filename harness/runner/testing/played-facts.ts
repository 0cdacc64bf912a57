import { caseId, type CaseFacts } from '../../model/case.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID, VENDOR_UIDS } from '../../model/uid.ts';
import { windowOf } from '../../releases/window.ts';
import { BROWSER_UID, type TriedBrowser } from '../../simulator/testing/tried-browser.ts';
import type { Tables } from '../tables.ts';

export const SPEED = 20;
export const KEYBOARD = 'com.android.inputmethod.latin';
/** For as long, a helper or an unknown SDK may hold an event. */
const SETTLED_MS = 900_000;

interface PlayedFacts {
  steps: readonly TimelineStep[];
  sdks: string[];
  tables: Tables;
  scenario: string;
}

/** The facts of a played case: one fresh identity, private mode, a rooted simulated handset. */
export function factsOf(
  { declaration, device }: TriedBrowser,
  { steps, sdks, tables, scenario }: PlayedFacts,
): CaseFacts {
  const { family, package: name, versionName, versionCode, statistics } = declaration;
  const uidOf = (wanted: string) => device.packages.get(wanted)?.uid ?? UNKNOWN_UID;
  const found = tables.sdks.filter(({ id }) => sdks.includes(id));
  const packages = [
    ...(tables.families.find((row) => row.family === family)?.helpers ?? []),
    ...found.flatMap(({ apk }) => apk?.helpers ?? []),
  ];
  const helpers = packages.map((helper) => ({
    uid: uidOf(helper),
    package: helper,
    role: 'helper' as const,
  }));
  const signer = device.packages.get(name)?.signer ?? '';
  const release = { family, package: name, versionName, versionCode, sha256: '0'.repeat(64), signer };
  const mode = {
    private: true,
    statistics: 'default' as const,
    switch: statistics ? switchOf(statistics) : null,
  };
  const windowMs = windowOf(sdks, tables.sdks);

  return {
    id: caseId({ release, scenario, mode }),
    release,
    scenario,
    mode,
    handset: {
      serial: '127.0.0.1:20001',
      simulated: true,
      speed: SPEED,
      model: 'Simulated handset',
      android: device.rules.release,
      sdk: device.rules.sdk,
      build: 'played',
      rooted: true,
      interception: 'system-ca+proxy',
    },
    sdks,
    windowMs,
    watchedUids: [BROWSER_UID, ...helpers.map(({ uid }) => uid)],
    apps: [
      { uid: BROWSER_UID, package: name, role: 'browser' },
      ...helpers,
      { uid: uidOf(KEYBOARD), package: KEYBOARD, role: 'keyboard' },
      { uid: VENDOR_UIDS, package: "apps under the vendor's signature", role: 'other' },
      { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' },
    ],
    identities: 1,
    settledAfterMs: helpers.length > 0 ? Math.max(windowMs, SETTLED_MS) : windowMs,
    watchedForMs: watchedForMs(steps),
    forgottenCanaries: 0,
  };
}

/** The UIDs of the packages with the signature of Android. */
export function vendorUidsOf({ device }: TriedBrowser): number[] {
  const platform = device.packages.get('android')?.signer;

  return device.packages.list().flatMap(({ uid, signer }) => (signer === platform ? [uid] : []));
}

/** The reading of a statistics switch. */
export function switchOf({ label, checked }: { label: string; checked: boolean }): {
  label: string;
  checked: boolean;
} {
  return { label, checked };
}

/** The windows after the last private visit, milliseconds of handset time. */
function watchedForMs(steps: readonly TimelineStep[]): number {
  const twin = steps.findIndex(({ kind }) => kind === 'twin');
  const lastUse = steps.findLastIndex(({ kind }, at) => kind === 'page-loaded' && at < twin);

  return steps
    .slice(lastUse + 1)
    .reduce((sum, step) => sum + (step.kind === 'window' ? step.handsetMs : 0), 0);
}
