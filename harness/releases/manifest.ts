import { type Attribute, type Element, parseAxml } from './axml.ts';

/** An APK's manifest, with Android's defaults filled in. */
export interface Manifest {
  package: string;
  /** Empty if the manifest has none, as in a test APK. */
  versionName: string;
  versionCode: number;
  minSdk: number;
  targetSdk: number;
  debuggable: boolean;
  /** Activities and aliases, fully qualified, in the manifest's order. */
  activities: string[];
  /** The first activity that a launcher shows. */
  launchActivity: string | undefined;
  /** Test runners, e.g. `androidx.test.runner.AndroidJUnitRunner`, and the package each one tests. */
  instrumentations: { name: string; target: string }[];
  /** One of several split APKs; it cannot be installed alone. */
  isSplit: boolean;
  /** The base of several split APKs; Android refuses it alone (INSTALL_FAILED_MISSING_SPLIT). */
  splitRequired: boolean;
}

/** Reads a compiled AndroidManifest.xml. @throws {Error} that says what is wrong with it */
export function readManifest(bytes: Buffer): Manifest {
  const manifest = parseAxml(bytes);
  if (manifest.name !== 'manifest') throw new Error(`the root element is <${manifest.name}>, not <manifest>`);
  const name = textOf(manifest.withoutNamespace['package']);
  if (!name) throw new Error('the manifest names no package');
  const application = manifest.children.find((child) => child.name === 'application');
  const sdk = manifest.children.find((child) => child.name === 'uses-sdk');
  const minSdk = numberOf(sdk?.android['minSdkVersion'], 1);
  const activities = (application?.children ?? []).filter(isActivity);

  return {
    package: name,
    versionName: textOf(manifest.android['versionName']),
    versionCode: versionCodeOf(manifest),
    minSdk,
    targetSdk: numberOf(sdk?.android['targetSdkVersion'], minSdk),
    debuggable: application?.android['debuggable'] === true,
    activities: activities.map((activity) => qualifiedName(activity, name)),
    launchActivity: activities.filter(isLauncher).map((activity) => qualifiedName(activity, name))[0],
    instrumentations: manifest.children
      .filter((child) => child.name === 'instrumentation')
      .map((child) => ({ name: qualifiedName(child, name), target: textOf(child.android['targetPackage']) })),
    isSplit: textOf(manifest.withoutNamespace['split']) !== '',
    splitRequired: requiresSplits(manifest, application),
  };
}

function isActivity({ name }: Element): boolean {
  return name === 'activity' || name === 'activity-alias';
}

function isLauncher(activity: Element): boolean {
  return activity.children.some((filter) => {
    const names = new Set(filter.children.map(({ name, android }) => `${name} ${textOf(android['name'])}`));

    return (
      filter.name === 'intent-filter' &&
      names.has('action android.intent.action.MAIN') &&
      names.has('category android.intent.category.LAUNCHER')
    );
  });
}

/** Android expands `.Main` and `Main` with the package name. */
function qualifiedName(component: Element, packageName: string): string {
  const name = textOf(component.android['name']);
  if (name.startsWith('.')) return packageName + name;

  return name.includes('.') ? name : `${packageName}.${name}`;
}

/** The version code; its upper 32 bits are versionCodeMajor (AOSP PackageInfo.getLongVersionCode). */
function versionCodeOf(manifest: Element): number {
  const major = numberOf(manifest.android['versionCodeMajor'], 0);

  return major * 2 ** 32 + (numberOf(manifest.android['versionCode'], 0) >>> 0);
}

/**
 * Whether an APK is the base of splits: AOSP ApkLiteParseUtils reads isSplitRequired and requiredSplitTypes; bundletool also
 * writes metadata of the application.
 */
function requiresSplits(manifest: Element, application: Element | undefined): boolean {
  const metadata = (application?.children ?? []).find(
    ({ android }) => android['name'] === 'com.android.vending.splits.required',
  );

  return (
    manifest.android['isSplitRequired'] === true ||
    application?.android['isSplitRequired'] === true ||
    textOf(manifest.android['requiredSplitTypes']) !== '' ||
    metadata?.android['value'] === true
  );
}

/** The text of an attribute; versions and SDK levels may be encoded as a number or as text. */
function textOf(value: Attribute | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/**
 * The number of an attribute, or the fallback. An SDK level that is not a number is the code name of a preview of Android,
 * which no released version installs.
 */
function numberOf(value: Attribute | undefined, fallback: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

  return typeof number === 'number' && Number.isFinite(number) ? number : fallback;
}
