import { z } from 'zod';
import { familySchema } from './release.ts';

/** A row of `releases/data/families.yaml`. */
export const familyRowSchema = z.strictObject({
  family: familySchema,
  package: z.string(),
  product: z.string(),
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
export type FamilyRow = z.infer<typeof familyRowSchema>;

/** A row of `verdict/data/hosts.yaml`, or of an SDK's `hosts`: a recipient that is known. */
export const hostRowSchema = z.strictObject({
  /** A host, or a suffix written `*.miui.com`. */
  host: z.string(),
  /** A: collected browsing history. B: the vendor's telemetry. C: a service of the browser. D: a third party. */
  class: z.enum(['A', 'B', 'C', 'D']),
  role: z.string(),
  /** Whether what is sent there can be read off the wire. */
  decodable: z.enum(['yes', 'no', 'partly', 'unknown']),
  confidence: z.enum(['H', 'M', 'L']),
  source: z.string(),
});
export type HostRow = z.infer<typeof hostRowSchema>;

/** A row of `origins/data/responders.yaml`, or of an SDK's `responders`. Hosts and paths take `*` for any run of characters. */
export const responderRowSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['ack', 'config', 'probe', 'key']),
  host: z.string(),
  path: z.string(),
  method: z.string().optional(),
  status: z.number().int(),
  contentType: z.string().optional(),
  body: z.string().default(''),
  source: z.string(),
});
export type ResponderRow = z.infer<typeof responderRowSchema>;

/** A row of `browsers/data/locators.yaml`; rows of one role are tried top down. */
export const locatorRowSchema = z.strictObject({
  family: z.union([familySchema, z.literal('*')]),
  role: z.string(),
  strategy: z.enum(['id', 'text', 'textContains', 'desc', 'xpath']),
  value: z.string(),
  confidence: z.enum(['H', 'M', 'L', 'invented']),
  source: z.string(),
});
export type LocatorRow = z.infer<typeof locatorRowSchema>;

/** A row of `browsers/data/ways.yaml`: the elements to press, in order, to reach a screen; `enter` is the key. */
export const wayRowSchema = z.strictObject({
  family: z.union([familySchema, z.literal('*')]),
  way: z.enum(['open-privately', 'close-private', 'statistics', 'back-home', 'submit']),
  press: z.array(z.string()).min(1),
  confidence: z.enum(['H', 'M', 'L', 'invented']),
  source: z.string(),
});
export type WayRow = z.infer<typeof wayRowSchema>;

/** A row of `browsers/data/walls.yaml`: a dialog in the way, told by a text of its own, and what may be pressed in it. */
export const wallRowSchema = z.strictObject({
  name: z.string(),
  family: z.union([familySchema, z.literal('*')]),
  /** The package that owns the dialog's window; the browser where absent. */
  package: z.string().optional(),
  strategy: z.enum(['text', 'textContains']),
  value: z.string(),
  /** Button texts that dismiss the dialog without consenting to anything, best first. */
  press: z.array(z.string()).min(1),
  confidence: z.enum(['H', 'M', 'L', 'invented']),
  source: z.string(),
});
export type WallRow = z.infer<typeof wallRowSchema>;

/** A row of `browsers/data/denied.yaml`: a button text that is never pressed to dismiss a dialog. */
export const deniedRowSchema = z.strictObject({ text: z.string(), source: z.string() });
export type DeniedRow = z.infer<typeof deniedRowSchema>;

/** A row of `browsers/data/switches.yaml`: one wording of the statistics switch, and what its position means. */
export const switchRowSchema = z.strictObject({
  family: z.union([familySchema, z.literal('*')]),
  strategy: z.enum(['text', 'textContains']),
  label: z.string(),
  /** What happens in private mode while it is checked. */
  checkedMeans: z.enum(['sends', 'withholds']),
  confidence: z.enum(['H', 'M', 'L', 'invented']),
  source: z.string(),
});
export type SwitchRow = z.infer<typeof switchRowSchema>;

/** All that a page object knows of the browsers, read from `browsers/data`. */
export interface BrowserTables {
  locators: readonly LocatorRow[];
  ways: readonly WayRow[];
  walls: readonly WallRow[];
  denied: readonly DeniedRow[];
  switches: readonly SwitchRow[];
}
