import * as z from 'zod';
import { familySchema } from './release.ts';
import { verdictSchema } from './verdict.ts';

/**
 * The UI elements of a simulated browser. The screens fix their position; `browser.json` gives id, text and
 * content-desc.
 */
export const elementNames = [
  'dialogPanel',
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
  'privateTabs',
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

/**
 * `id` is a resource id: `menu` means `<package>:id/menu`; an id with a colon is used unchanged (`android:id/title`).
 */
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
      /** Reason codes that the verdict must name on a rooted handset. */
      reasons: z.array(z.string()).default([]),
      /** Kinds of handset (`android-15+magisk`) that support another verdict than `rooted` or `unrooted` says. */
      on: z
        .record(
          z.string(),
          z.strictObject({ verdict: verdictSchema, reasons: z.array(z.string()).default([]) }),
        )
        .default({}),
    }),
  ),
);
export type Truth = z.infer<typeof truthSchema>;
export type TruthOfCase = Truth[string][string];
export type Outcome = TruthOfCase['on'][string];

/** The truth of a case: that of its scenario, or that of `*`, which applies to every scenario that is not listed. */
export function truthFor(truth: Truth, scenario: string, mode: string): TruthOfCase | undefined {
  return (truth[scenario] ?? truth['*'])?.[mode];
}

/** The best verdict on a kind of handset, and reasons that it must name: those of its name in `on`, or those of its root. */
export function outcomeOn(truth: TruthOfCase, kind: { name: string; rooted: boolean }): Outcome {
  const { on, rooted, unrooted, reasons } = truth;

  return on[kind.name] ?? (kind.rooted ? { verdict: rooted, reasons } : { verdict: unrooted, reasons: [] });
}

const wallOwnerSchema = z.enum([
  'browser',
  'permission',
  'default-browser',
  'crashed',
  'not-responding',
  'miui-agreement',
  'play-protect',
]);
/** The owner of a dialog's window. */
export type WallOwner = z.infer<typeof wallOwnerSchema>;

/** The declaration of a simulated browser, `browser.json`. */
export const browserSchema = z.strictObject({
  $schema: z.string().optional(),
  family: familySchema,
  package: z
    .string()
    .regex(
      /^[a-zA-Z]\w*(\.[a-zA-Z]\w*)+$/,
      'a package name consists of two or more names with dots between them, such as com.example',
    ),
  versionName: z.string().min(1),
  versionCode: z.number().int().positive(),
  minSdk: z.number().int().default(21),
  targetSdk: z.number().int().default(29),
  /** The launcher activity, fully qualified. */
  activity: z.string(),
  debuggable: z.boolean().default(false),
  /** UIDs of its isolated processes. They run as long as the browser's own process. */
  isolated: z.array(z.number().int().min(99_000).max(99_999)).default([]),
  /**
   * Milliseconds in the background after which the vendor's freezer stops the process; by default only Android's
   * freezer does.
   */
  frozenAfterMs: z.number().int().positive().nullable().default(null),
  /** The version that an app store installs once the browser's process has ended; the code stays the same. */
  update: z
    .strictObject({ versionName: z.string().min(1), versionCode: z.number().int().positive() })
    .nullable()
    .default(null),
  /** Part of the proving ground: a run includes it only when its version is named. */
  proving: z.boolean().default(false),
  /** Part of the system image: already installed when the handset starts. */
  preloaded: z.boolean().default(false),
  engine: z
    .strictObject({
      userAgent: z
        .string()
        .default(
          'Mozilla/5.0 (Linux; Android 13; Redmi Note 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/89.0.4389.116 Mobile Safari/537.36',
        ),
      /**
       * `platform`: Android's trust stores and rules; `chrome-root-store`: of the local roots, only those that the
       * user added.
       */
      trust: z.enum(['platform', 'chrome-root-store']).default('platform'),
      /** Host suffixes that the browser's own ad blocker stops. */
      blocks: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** By locale (`en-US`, ...); `en-US` is the fallback. */
  ui: z.record(z.string(), looksSchema).default({}),
  /** The order of elements; those that it does not name come after the others. */
  order: z
    .strictObject({
      menu: z.array(elementNameSchema).default([]),
      /** The bar below a page. */
      bar: z.array(elementNameSchema).default([]),
    })
    .prefault({}),
  /** Whether the screens are mirrored, as Android draws them in Arabic and Hebrew. */
  rightToLeft: z.boolean().default(false),
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
      /** Elements that exist only in private mode: `menu...` in the menu, `privateTabs` in the list of tabs. */
      cues: z.array(elementNameSchema).default(['privateBadge', 'menuExitPrivate']),
      restoredOnRelaunch: z.boolean().default(false),
      /**
       * A relaunch reopens the addresses of the last private tabs in normal tabs, even if the private tabs were
       * closed.
       */
      demotedOnRelaunch: z.boolean().default(false),
      /** Where a VIEW intent opens while a private tab is in the foreground. */
      viewIntents: z.enum(['normal', 'private']).default('normal'),
    })
    .prefault({}),
  /** The statistics switch, or null for a release without one. */
  statistics: z
    .strictObject({
      /** `settings`: a row on the settings' privacy page; `private-home`: on the home page of the private tab. */
      where: z.enum(['settings', 'private-home']).default('settings'),
      label: z.string(),
      summaryOn: z.string(),
      summaryOff: z.string(),
      /** The position of the switch as shipped. */
      checked: z.boolean(),
      /** The switch has no text, only a content-desc. */
      emptyText: z.boolean().default(true),
    })
    .nullable()
    .default(null),
  /** Dialogs that cover the browser, such as "set as default browser". */
  walls: z
    .array(
      z.strictObject({
        when: z.enum(['first-launch', 'every-launch', 'after-consent', 'private-opened']),
        /**
         * Whose window the dialog is. A dialog of another app covers everything of the browser, also its consent:
         * the question for a permission, for the role of the default browser, Android's dialogs for an app that crashed
         * or does not respond, MIUI's agreement, Play Protect's question.
         */
        owner: wallOwnerSchema.default('browser'),
        /** What a dialog of the owner `permission` asks for; it shows only while nothing is decided. */
        permission: z.string().default('android.permission.POST_NOTIFICATIONS'),
        title: z.string(),
        accept: z.string(),
        dismiss: z.string(),
      }),
    )
    .default([]),
  flagSecure: z.enum(['never', 'private', 'always']).default('never'),
  /** Whether the address bar shows suggestions during typing. */
  suggestions: z.boolean().default(false),
  /** Elements that are visible only after scrolling. */
  scroll: z.array(elementNameSchema).default([]),
  /** Resources of the APK: strings by name and locale (`''` is the default, `hi`, `pt-rBR`), and names of resource ids. */
  resources: z
    .strictObject({
      strings: z.record(z.string(), z.record(z.string(), z.string())).default({}),
      ids: z.array(z.string()).default([]),
    })
    .nullable()
    .default(null),
  /** Which keys are facts and which are invented, with sources; the program does not read it. */
  provenance: z
    .array(z.strictObject({ key: z.string(), kind: z.enum(['fact', 'invented']), source: z.string() }))
    .default([]),
  /** What the browser really does. Only tests and benchmarks read it; it is never packed into the APK. */
  truth: truthSchema.default({}),
});
export type BrowserDeclaration = z.infer<typeof browserSchema>;
