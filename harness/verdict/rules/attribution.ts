import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import { type Sender, senderOf } from '../senders.ts';
import type { ConnectionName } from '../connection-names.ts';
import { isOfVendor } from './recipients.ts';

/**
 * The app that sent a finding. Without attribution by UID, the content decides: the message names its app, the message
 * went to the vendor of the browser, or an SDK of the release made the message. With attribution by UID, an
 * unattributed UID can be another app's, so only a package name decides. A message that mentions the browser without
 * naming it as its app proves nothing, because an autofill service also names the browser that it watches. A helper
 * also sends for other apps (com.miui.analytics does for all of MIUI); if the message names one of them, that app is
 * the sender.
 */
export function senderOfFinding(
  finding: Finding,
  carrier: JudgedExchange | ConnectionName,
  input: RuleInput,
): Sender {
  const { facts } = input.evidence;
  const sender = senderOf(carrier, facts);
  const helpers = facts.apps.filter(({ role }) => role === 'helper');
  const isHelper = helpers.some(({ uid }) => uid === carrier.uid);
  if (sender.kind !== 'unattributable' && sender.kind !== 'unknown' && !isHelper) return sender;
  const own = facts.release.package;
  const { ownPackages, mentionedPackages, mentionsBrowser } =
    'headers' in carrier ? packagesIn(carrier, finding, input) : NO_PACKAGES;
  if (isHelper) {
    const app = ownPackages.find((each) => !helpers.some((helper) => helper.package === each));

    return app === undefined || mentionsBrowser
      ? sender
      : { kind: 'other', app: `${app} (through a helper)` };
  }
  const isOwnRecipient = isOfVendor(finding, input) || isOfOwnSdk(finding, facts.sdks);
  if (ownPackages.includes(own) || (mentionsBrowser && isOwnRecipient)) return { kind: 'browser' };
  const other = [...ownPackages, ...mentionedPackages].find((each) => each !== own);
  if (other !== undefined) return { kind: 'other', app: other };
  if (sender.kind === 'unknown') return sender;

  return isOwnRecipient ? { kind: 'browser' } : { kind: 'unattributable' };
}

/** Whether an SDK of the release made the upload: the same name, apart from a suffix (`sensors-js`, `mistat3`). */
function isOfOwnSdk({ sdk }: Finding, own: readonly string[]): boolean {
  return sdk !== undefined && own.some((each) => sdk.startsWith(each) || each.startsWith(sdk));
}

/** Fields in which SDKs name their own app (`$app_id` of sa-sdk-android, `app_package` of OneTrack). */
const OWN_PACKAGE_FIELD = /\\?"(?:\$app_id|app_?id|app_?package)\\?"\s*:\s*\\?"([a-z]\w*(?:\.\w+)+)\\?"/gi;
/** Fields that name a package: the sender's, or the package that the message is about. */
const PACKAGE_FIELD = /\\?"(?:package_?name|package|pkg)\\?"\s*:\s*\\?"([a-z]\w*(?:\.\w+)+)\\?"/gi;
/** Headers that name the sending app: `OT_sender` of com.xiaomi.onetrack, and the header of Android's WebView. */
const PACKAGE_HEADERS = new Set(['ot_sender', 'x-requested-with']);

/** Packages that an exchange names. */
interface Packages {
  /** Packages that the message names as the app that sends it. */
  ownPackages: string[];
  /** Packages in fields that can be about any app. */
  mentionedPackages: string[];
  /** Whether the browser's package is anywhere in the message. */
  mentionsBrowser: boolean;
}

const NO_PACKAGES: Packages = { ownPackages: [], mentionedPackages: [], mentionsBrowser: false };

function packagesIn(exchange: JudgedExchange, finding: Finding, { evidence, search }: RuleInput): Packages {
  const headers = exchange.headers.flatMap(([name, value]) =>
    PACKAGE_HEADERS.has(name.toLowerCase()) && /^[a-z]\w*(\.\w+)+$/i.test(value) ? [value] : [],
  );
  const message = search.messages.get(finding) ?? '';
  const fields = (pattern: RegExp) => [...message.matchAll(pattern)].map((match) => match[1] ?? '');

  return {
    ownPackages: [...headers, ...fields(OWN_PACKAGE_FIELD)],
    mentionedPackages: fields(PACKAGE_FIELD),
    mentionsBrowser: mentionsPackage(message, evidence.facts.release.package),
  };
}

/** Whether a message mentions exactly this package: `com.mi.globalbrowser.mini` is not `com.mi.globalbrowser`. */
function mentionsPackage(message: string, name: string): boolean {
  const escapedName = name.replaceAll('.', '\\.');

  return new RegExp(`(?<![\\w.])${escapedName}(?!\\.?\\w)`).test(message);
}
