import * as z from 'zod';

/** The id of a browser product: the name of its file in `harness/families/data`. */
export const familySchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*$/,
    'the name of a family has only lower-case letters, digits and hyphens, such as mi-browser',
  );

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 must be 64 hex digits in lower case');

/** One APK of a family, as `run.json` names it. */
export const releaseSchema = z.object({
  family: familySchema,
  package: z.string(),
  versionName: z.string(),
  versionCode: z.number().int(),
  sha256: sha256Schema,
  /** SHA-256 of the signing certificate, lowercase hex. */
  signer: z.string(),
});
export type Release = z.infer<typeof releaseSchema>;

/** Where an element of a release is, as its own resources say. */
export const releaseScreenSchema = z.strictObject({
  /** As in the tables of locators. */
  role: z.string(),
  /** `textMatches` and `descMatches`: a regular expression that matches the whole text or content-desc. */
  strategy: z.enum(['id', 'textMatches', 'descMatches']),
  value: z.string(),
  source: z.string(),
});
export type ReleaseScreen = z.infer<typeof releaseScreenSchema>;

/** A release as in the catalogue: what was read from the APK, and where the APK is. */
export const cataloguedReleaseSchema = releaseSchema.extend({
  /** Path of the APK, relative to the project's root. */
  file: z.string(),
  /** True for a packed simulated browser (it carries `assets/browser.json`). */
  simulated: z.boolean(),
  /** Part of the proving ground: a run includes it only when its version is named. */
  proving: z.boolean().default(false),
  /** The lowest API level that can install it: of the manifest, or of its signature scheme if that is higher. */
  minSdk: z.number().int(),
  targetSdk: z.number().int(),
  /** ABIs of its native code (`lib/ABI/` in the APK); absent if it has none. */
  abis: z.array(z.string()).optional(),
  debuggable: z.boolean(),
  /** The launcher activity, fully qualified. */
  activity: z.string(),
  /** Ids of the SDKs whose signatures were found in the APK (`harness/sdks/data`). */
  sdks: z.array(z.string()),
  /** Whether the family's table says that this release has a statistics switch. */
  statisticsSwitch: z.boolean(),
  /** Elements of private mode that the APK's own resources name, for all languages; absent if they name none. */
  screens: z.array(releaseScreenSchema).optional(),
});
export type CataloguedRelease = z.infer<typeof cataloguedReleaseSchema>;

export const catalogSchema = z.object({
  schema: z.literal('leakgate/catalog@1'),
  releases: z.array(cataloguedReleaseSchema),
});
export type Catalog = z.infer<typeof catalogSchema>;

/** `mint@3.4.0` */
export function nameOfRelease(release: { family: string; versionName: string }): string {
  return `${release.family}@${release.versionName}`;
}
