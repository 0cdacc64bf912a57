import { Fault } from '../model/fault.ts';
import type { CataloguedRelease } from '../model/release.ts';
import type { FamilyRow } from '../model/family.ts';
import type { ApkFacts } from './apk.ts';
import { readResourceScreens } from './resource-screens.ts';
import { containsMark } from './signatures.ts';
import { isInRange } from './versions.ts';

/**
 * The catalogue's entry for an APK. If other vendors use the family's package name too (com.android.browser), the code of the
 * APK must contain one of the family's marks.
 *
 * @param file the APK's path, relative to the project's root
 * @throws {Fault} for a split, an APK without a launcher activity, and a package of an unknown family
 */
export async function catalogueApk(
  apk: ApkFacts,
  families: readonly FamilyRow[],
  file: string,
): Promise<CataloguedRelease> {
  if (apk.isSplit || apk.splitRequired)
    throw new Fault(
      `${apk.file} is ${apk.isSplit ? 'one of several split APKs' : 'the base of several split APKs'}`,
      {
        fix: 'get the release as one APK; splits cannot be installed one by one',
      },
    );
  if (apk.versionName === '') throw new Fault(`${apk.file} (${apk.package}) has no versionName`);
  const family = await familyOf(apk, families);
  // Most simulated browsers have no resources but their label.
  const hasScreens = apk.declaration === undefined || apk.declaration.resources !== null;
  const screens = hasScreens ? await readResourceScreens(apk.file) : [];

  return {
    family: family.family,
    package: apk.package,
    versionName: apk.versionName,
    versionCode: apk.versionCode,
    sha256: apk.sha256,
    signer: apk.signer,
    file,
    simulated: apk.simulated,
    proving: apk.declaration?.proving ?? false,
    minSdk: Math.max(apk.minSdk, apk.signedFromSdk),
    targetSdk: apk.targetSdk,
    ...(apk.abis.length > 0 && { abis: apk.abis }),
    debuggable: apk.debuggable,
    activity: activityOf(apk, family),
    sdks: apk.sdks,
    statisticsSwitch: apk.declaration ? apk.declaration.statistics !== null : hasSwitch(apk, family),
    ...(screens.length > 0 && { screens }),
  };
}

async function familyOf(apk: ApkFacts, families: readonly FamilyRow[]): Promise<FamilyRow> {
  const family = families.find((row) =>
    apk.declaration ? row.family === apk.declaration.family : row.package === apk.package,
  );
  if (!family)
    throw new Fault(`${apk.file} (${apk.package} ${apk.versionName}) belongs to no known family`, {
      fix: `the known families are ${families.map((row) => `${row.package} (${row.family})`).join(', ')}; describe another one in leakgate.locators.yaml (docs/browsers.md)`,
    });
  if (!apk.simulated && family.marks.length > 0 && !(await containsMark(apk.file, family.marks)))
    throw new Fault(
      `nothing in ${apk.file} (signer ${apk.signer}) identifies ${family.product}: several vendors use the package name ${apk.package}`,
      { fix: `the code of the APK contains none of ${family.marks.join(', ')}; get the vendor's own APK` },
    );

  return family;
}

/** The activity that a launcher starts; if the manifest names none, the best one of the family. */
function activityOf(apk: ApkFacts, family: FamilyRow): string {
  const activity = apk.launchActivity ?? family.activities.find((name) => apk.activities.includes(name));
  if (!activity)
    throw new Fault(
      `${apk.file} (${apk.package}) has no launcher activity and no known activity of its family`,
      {
        fix: `the family's known activities are ${family.activities.join(', ')}`,
      },
    );

  return activity;
}

function hasSwitch(apk: ApkFacts, family: FamilyRow): boolean {
  return family.statisticsSwitch !== null && isInRange(apk.versionName, family.statisticsSwitch);
}
