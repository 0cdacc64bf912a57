import * as z from 'zod';

/** A file `harness/families/data/<family>.yaml`: a browser product; the file's name is the family's id. */
export const familyFileSchema = z.strictObject({
  product: z.string(),
  /** The maker of the browser, spelled as `vendor` in the tables of hosts, so that its hosts are recognised. */
  vendor: z.string(),
  package: z.string(),
  /** Known launcher activities, best first. */
  activities: z.array(z.string()).min(1),
  /** Releases with a statistics switch, as a semver range; null for none. */
  statisticsSwitch: z.string().nullable(),
  /** The trust store that its network stacks use for local roots. */
  trust: z.enum(['platform', 'chrome-root-store']),
  /** If other vendors use the package name too: strings of which one must be in the APK's code. */
  marks: z.array(z.string()).default([]),
  /** Packages of helpers: apps that may send on the browser's behalf and have their own queue. */
  helpers: z.array(z.string()).default([]),
  source: z.string(),
});
export type FamilyRow = z.infer<typeof familyFileSchema> & { family: string };

const confidenceSchema = z.enum(['H', 'M', 'L', 'invented']);

const locatorSchema = z.strictObject({
  /** What the element is for. */
  role: z.string(),
  /** `textMatches` and `descMatches` take a Java regular expression that matches the whole text. */
  strategy: z.enum(['id', 'text', 'textContains', 'textMatches', 'desc', 'descMatches', 'xpath']),
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

/** A dialog that covers the browser, recognised by its text, and what may be pressed in it. */
const wallSchema = z.strictObject({
  name: z.string(),
  /** The package that owns the dialog's window; the browser where absent. */
  package: z.string().optional(),
  strategy: z.enum(['text', 'textContains', 'desc', 'id']),
  value: z.string(),
  /**
   * Buttons that dismiss the dialog without consenting to anything, best first: by text, by description, or by a full resource id
   * (`com.example:id/close`).
   */
  press: z.array(z.string()).min(1),
  confidence: confidenceSchema,
  source: z.string(),
});

/** One label of the statistics switch, and what its position means. */
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

/** The family of a row; `*` is every family. Rows of one family and role are tried in order. */
interface FamilyField {
  family: string;
  /** The row is the user's own: it is read before ours, and named where it proves something. */
  own?: true;
}
export type LocatorRow = z.infer<typeof locatorSchema> & FamilyField;
export type WayRow = z.infer<typeof waySchema> & FamilyField;
export type WallRow = z.infer<typeof wallSchema> & FamilyField;
export type SwitchRow = z.infer<typeof switchSchema> & FamilyField;

/** A row of `browsers/data/denied.yaml`: a text or a resource id of a button that is never pressed to dismiss a dialog. */
export const deniedRowSchema = z.strictObject({ text: z.string(), source: z.string() });
export type DeniedRow = z.infer<typeof deniedRowSchema>;

/** A row of `browsers/data/system-dialogs.yaml`: a dialog of another app that covers the browser. */
export const systemDialogSchema = z
  .strictObject({
    name: z.string(),
    /** Full resource id of an element that the dialog has, `android:id/aerr_wait`. */
    id: z.string().includes(':id/').optional(),
    /** Packages that may own the dialog's window, where the id does not suffice. */
    packages: z.array(z.string()).min(1).optional(),
    /** The end of the name of the activity in front. */
    activity: z.string().startsWith('.').optional(),
    /** Full resource ids of the buttons that close the dialog without agreeing to anything, best first. */
    press: z.array(z.string().includes(':id/')).default([]),
    /** The dialog is about an earlier process: it is closed before a launch, and an error at any other time. */
    leftOver: z.boolean().default(false),
    /** The dialog asks for consent, which is a step of its own. */
    consent: z.boolean().default(false),
    /** What the user has to do where the harness does not answer. */
    fix: z.string().optional(),
    confidence: confidenceSchema,
    source: z.string(),
  })
  .refine(({ id, activity }) => id !== undefined || activity !== undefined, 'needs an id or an activity')
  .refine(
    ({ press, consent, fix }) => press.length > 0 || consent || fix !== undefined,
    'needs press, consent or fix',
  );
export type SystemDialogRow = z.infer<typeof systemDialogSchema>;

/** The tables that page objects use. */
export interface BrowserTables {
  locators: readonly LocatorRow[];
  ways: readonly WayRow[];
  walls: readonly WallRow[];
  denied: readonly DeniedRow[];
  systemDialogs: readonly SystemDialogRow[];
  switches: readonly SwitchRow[];
  /** Rows that apply to simulated browsers alone (`apks/simulated/locators.yaml`). */
  simulated: { locators: readonly LocatorRow[]; ways: readonly WayRow[] };
}
