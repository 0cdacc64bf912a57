import { z } from 'zod';

/** A file `harness/families/data/<family>.yaml`: a browser product; the file's name is the family's id. */
export const familyFileSchema = z.strictObject({
  product: z.string(),
  /** Whose browser it is, as hosts name their vendor: what goes there went to the maker of the browser. */
  vendor: z.string(),
  package: z.string(),
  /** Known launcher activities, best first. */
  activities: z.array(z.string()).min(1),
  /** Releases with a statistics switch, as a semver range; null for none. */
  statisticsSwitch: z.string().nullable(),
  /** The trust store that its network stacks use for local roots. */
  trust: z.enum(['platform', 'chrome-root-store']),
  /** For a package name that other vendors use too: one of these strings must be in the APK's code. */
  marks: z.array(z.string()).default([]),
  /** Packages that may send on its behalf and have their own queue. */
  helpers: z.array(z.string()).default([]),
  source: z.string(),
});
export type FamilyRow = z.infer<typeof familyFileSchema> & { family: string };

const confidenceSchema = z.enum(['H', 'M', 'L', 'invented']);

const locatorSchema = z.strictObject({
  /** What the element is for. */
  role: z.string(),
  strategy: z.enum(['id', 'text', 'textContains', 'desc', 'xpath']),
  value: z.string(),
  confidence: confidenceSchema,
  source: z.string(),
});

/** The elements to press, in order, to reach a screen; `enter`, `back` and `home` are keys. */
const waySchema = z.strictObject({
  way: z.enum(['open-privately', 'close-private', 'statistics', 'back-home', 'submit']),
  press: z.array(z.string()).min(1),
  confidence: confidenceSchema,
  source: z.string(),
});

/** A dialog in the way, recognised by its text, and what may be pressed in it. */
const wallSchema = z.strictObject({
  name: z.string(),
  /** The package that owns the dialog's window; the browser where absent. */
  package: z.string().optional(),
  strategy: z.enum(['text', 'textContains']),
  value: z.string(),
  /** Button texts that dismiss the dialog without consenting to anything, best first. */
  press: z.array(z.string()).min(1),
  confidence: confidenceSchema,
  source: z.string(),
});

/** One wording of the statistics switch, and what its position means. */
const switchSchema = z.strictObject({
  strategy: z.enum(['text', 'textContains']),
  label: z.string(),
  /** What happens in private mode while it is checked. */
  checkedMeans: z.enum(['sends', 'withholds']),
  confidence: confidenceSchema,
  source: z.string(),
});

/** A file `harness/browsers/data/<family>.yaml`: a family's screens, where they differ from those in `any-family.yaml`. */
export const screensFileSchema = z.strictObject({
  locators: z.array(locatorSchema).default([]),
  ways: z.array(waySchema).default([]),
  walls: z.array(wallSchema).default([]),
  switches: z.array(switchSchema).default([]),
});

/** Rows name their family; `*` is every family. Rows of one family and role are tried from the top. */
interface OfFamily {
  family: string;
}
export type LocatorRow = z.infer<typeof locatorSchema> & OfFamily;
export type WayRow = z.infer<typeof waySchema> & OfFamily;
export type WallRow = z.infer<typeof wallSchema> & OfFamily;
export type SwitchRow = z.infer<typeof switchSchema> & OfFamily;

/** A row of `browsers/data/denied.yaml`: a button text that is never pressed to dismiss a dialog. */
export const deniedRowSchema = z.strictObject({ text: z.string(), source: z.string() });
export type DeniedRow = z.infer<typeof deniedRowSchema>;

/** All that a page object knows of the browsers. */
export interface BrowserTables {
  locators: readonly LocatorRow[];
  ways: readonly WayRow[];
  walls: readonly WallRow[];
  denied: readonly DeniedRow[];
  switches: readonly SwitchRow[];
}
