import { z } from 'zod';
import { familySchema } from './release.ts';
import { verdictSchema } from './verdict.ts';

/** The elements that a simulated browser can show. Their place is fixed by the screens; id, text and content-desc are data. */
export const elementNames = [
  'consentTitle',
  'consentAgree',
  'consentDisagree',
  'wallTitle',
  'wallAccept',
  'wallDismiss',
  'homeSearchBox',
  'urlInput',
  'goButton',
  'suggestion',
  'suggestionText',
  'menu',
  'menuNewPrivateTab',
  'menuExitPrivate',
  'menuSettings',
  'tabs',
  'home',
  'privateBadge',
  'privateHomeText',
  'pageTitle',
  'webView',
  'progress',
  'tabSwitcherTitle',
  'tabItem',
  'tabClose',
  'closeAllTabs',
  'newTab',
  'newPrivateTab',
  'settingsTitle',
  'settingsBack',
  'settingsPrivacy',
  'statisticsRow',
  'statisticsTitle',
  'statisticsSummary',
  'statisticsSwitch',
] as const;
export const elementNameSchema = z.enum(elementNames);
export type ElementName = z.infer<typeof elementNameSchema>;

/** `id` is a resource id: `menu` means `<package>:id/menu`; one with a colon is taken as it is (`android:id/title`). */
export const elementSchema = z.strictObject({
  id: z.string().default(''),
  text: z.string().default(''),
  desc: z.string().default(''),
});
export type ElementLook = z.infer<typeof elementSchema>;

const looksSchema = z.partialRecord(elementNameSchema, elementSchema);

export const truthSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({
      /** What the browser does in this scenario and mode. */
      does: z.string(),
      /** The best verdict that can be reached on each kind of handset. */
      rooted: verdictSchema,
      unrooted: verdictSchema,
      /** Reason codes that the verdict must name. */
      reasons: z.array(z.string()).default([]),
    }),
  ),
);
export type Truth = z.infer<typeof truthSchema>;

/** The declaration of a simulated browser, `browser.json`. */
export const browserSchema = z.strictObject({
  $schema: z.string().optional(),
  family: familySchema,
  package: z.string().regex(/^[a-zA-Z]\w*(\.[a-zA-Z]\w*)+$/, 'a package name has at least two parts'),
  versionName: z.string().min(1),
  versionCode: z.number().int().positive(),
  minSdk: z.number().int().default(21),
  targetSdk: z.number().int().default(29),
  /** The launcher activity, fully qualified. */
  activity: z.string(),
  debuggable: z.boolean().default(false),
  /** UIDs of its isolated processes, which run for as long as its own. */
  isolated: z.array(z.number().int().min(99_000).max(99_999)).default([]),
  /** The maker's own freezer takes it after so long in the background, milliseconds; by default only Android's does. */
  frozenAfterMs: z.number().int().positive().nullable().default(null),
  /** What a store replaces it by as soon as its process has ended once; its code stays the same. */
  update: z
    .strictObject({ versionName: z.string().min(1), versionCode: z.number().int().positive() })
    .nullable()
    .default(null),
  /** One of the proving ground's: left out of a run unless it is named by its version. */
  proving: z.boolean().default(false),
  /** Part of the system image: present before anybody installs it. */
  preloaded: z.boolean().default(false),
  engine: z
    .strictObject({
      userAgent: z
        .string()
        .default(
          'Mozilla/5.0 (Linux; Android 13; Redmi Note 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/89.0.4389.116 Mobile Safari/537.36',
        ),
      /** `platform`: Android's stores by Android's rules; `chrome-root-store`: local trust only from roots that the user added. */
      trust: z.enum(['platform', 'chrome-root-store']).default('platform'),
      /** Host suffixes that the browser's own ad blocker stops. */
      blocks: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** By locale (`en-US`, ...); `en-US` is the fallback. */
  ui: z.record(z.string(), looksSchema).default({}),
  consent: z
    .strictObject({
      /** When the dialog shows. */
      when: z.enum(['first-launch', 'every-launch']).default('first-launch'),
      /** What a press on each button does; `exit` leaves the app. */
      agree: z.enum(['agree', 'exit']).default('agree'),
      disagree: z.enum(['disagree', 'exit']).default('exit'),
    })
    .nullable()
    .default(null),
  private: z
    .strictObject({
      /** Elements to press, in order, from the home screen. */
      way: z.array(elementNameSchema).default(['menu', 'menuNewPrivateTab']),
      /** Elements that are there in private mode only; those named `menu...` are inside the menu. */
      cues: z.array(elementNameSchema).default(['privateBadge', 'menuExitPrivate']),
      restoredOnRelaunch: z.boolean().default(false),
      /** A relaunch opens the addresses of the last private tabs, closed or not, in normal ones. */
      demotedOnRelaunch: z.boolean().default(false),
      /** Where a VIEW intent opens while a private tab is in front. */
      viewIntents: z.enum(['normal', 'private']).default('normal'),
    })
    .prefault({}),
  /** The statistics switch, or null for a release without one. */
  statistics: z
    .strictObject({
      /** `settings`: a row of the privacy page of the settings; `private-home`: on the private tab's home. */
      where: z.enum(['settings', 'private-home']).default('settings'),
      label: z.string(),
      summaryOn: z.string(),
      summaryOff: z.string(),
      /** The position it ships with. */
      checked: z.boolean(),
      /** The switch itself has no text, only a content-desc. */
      emptyText: z.boolean().default(true),
    })
    .nullable()
    .default(null),
  /** Dialogs in the way, e.g. "set as default browser". */
  walls: z
    .array(
      z.strictObject({
        when: z.enum(['first-launch', 'every-launch', 'after-consent', 'private-opened']),
        title: z.string(),
        accept: z.string(),
        dismiss: z.string(),
      }),
    )
    .default([]),
  flagSecure: z.enum(['never', 'private', 'always']).default('never'),
  /** Whether the address bar offers suggestions while one types. */
  suggestions: z.boolean().default(false),
  /** Elements that are below the fold until one scrolls. */
  scroll: z.array(elementNameSchema).default([]),
  /** Which rows are facts and which are invented for want of one; for readers. */
  provenance: z
    .array(z.strictObject({ key: z.string(), kind: z.enum(['fact', 'invented']), source: z.string() }))
    .default([]),
  /** Read by tests and benchmarks alone; never packed into the APK. */
  truth: truthSchema.default({}),
});
export type BrowserDeclaration = z.infer<typeof browserSchema>;
