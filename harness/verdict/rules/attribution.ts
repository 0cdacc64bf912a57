import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import { type Sender, senderOf } from '../senders.ts';
import type { ConnectionName } from '../connection-names.ts';
import { isOfVendor } from './recipients.ts';

/**
 * Who sent a finding. Where the phone does not tell apps apart, what was sent may: it says itself which app it is part of; it
 * went to the vendor of the browser; an SDK that the release has made it. Where it does, a UID that nobody had may be another
 * app's, and only the package names the sender. That a message names the browser without saying that it speaks for it proves
 * nothing by itself: whatever watches browsers, an autofill service for one, names the one that it watches. A helper sends
 * for others than the browser, too (com.miui.analytics does for all of MIUI): where it says for whom, it was that one.
 */
export function senderOfFinding(
  finding: Finding,
  carrier: JudgedExchange | ConnectionName,
  reading: Reading,
): Sender {
  const { facts } = reading.evidence;
  const sender = senderOf(carrier, facts);
  const helpers = facts.apps.filter(({ role }) => role === 'helper');
  const isHelper = helpers.some(({ uid }) => uid === carrier.uid);
  if (sender.kind !== 'untold' && sender.kind !== 'unknown' && !isHelper) return sender;
  const own = facts.release.package;
  const { said, named, mentionsOwn } =
    'headers' in carrier ? packagesIn(carrier, finding, reading) : NO_PACKAGES;
  if (isHelper) {
    const app = said.find((each) => !helpers.some((helper) => helper.package === each));

    return app === undefined || mentionsOwn ? sender : { kind: 'other', app: `${app} (through a helper)` };
  }
  const isOwnWay = isOfVendor(finding, reading) || isOfOwnSdk(finding, facts.sdks);
  if (said.includes(own) || (mentionsOwn && isOwnWay)) return { kind: 'browser' };
  const other = [...said, ...named].find((each) => each !== own);
  if (other !== undefined) return { kind: 'other', app: other };
  if (sender.kind === 'unknown') return sender;

  return isOwnWay ? { kind: 'browser' } : { kind: 'untold' };
}

/** Whether an SDK that was found in the release made the upload: of the same name, but for what follows it (`sensors-js`, `mistat3`). */
function isOfOwnSdk({ sdk }: Finding, own: readonly string[]): boolean {
  return sdk !== undefined && own.some((each) => sdk.startsWith(each) || each.startsWith(sdk));
}

/** Fields by which SDKs name the app that they are part of (`$app_id` of sa-sdk-android, `app_package` of OneTrack). */
const OWN_PACKAGE_FIELD = /\\?"(?:\$app_id|app_?id|app_?package)\\?"\s*:\s*\\?"([a-z]\w*(?:\.\w+)+)\\?"/gi;
/** Fields that name a package: that of the sender, or of what it tells about. */
const PACKAGE_FIELD = /\\?"(?:package_?name|package|pkg)\\?"\s*:\s*\\?"([a-z]\w*(?:\.\w+)+)\\?"/gi;
/** Headers that name the sender: `OT_sender` of com.xiaomi.onetrack, and what Android's WebView adds. */
const PACKAGE_HEADERS = new Set(['ot_sender', 'x-requested-with']);

/** Packages that an exchange names. */
interface Packages {
  /** Of the app that says it is the sender. */
  said: string[];
  /** In fields that may be about anybody. */
  named: string[];
  /** Whether the browser's stands anywhere in the message. */
  mentionsOwn: boolean;
}

const NO_PACKAGES: Packages = { said: [], named: [], mentionsOwn: false };

function packagesIn(exchange: JudgedExchange, finding: Finding, { evidence, search }: Reading): Packages {
  const headers = exchange.headers.flatMap(([name, value]) =>
    PACKAGE_HEADERS.has(name.toLowerCase()) && /^[a-z]\w*(\.\w+)+$/i.test(value) ? [value] : [],
  );
  const message = search.messages.get(finding) ?? '';
  const fields = (pattern: RegExp) => [...message.matchAll(pattern)].map((match) => match[1] ?? '');

  return {
    said: [...headers, ...fields(OWN_PACKAGE_FIELD)],
    named: fields(PACKAGE_FIELD),
    mentionsOwn: holdsPackage(message, evidence.facts.release.package),
  };
}

/** `com.mi.globalbrowser` is not in `com.mi.globalbrowser.mini`, which is another app. */
function holdsPackage(message: string, name: string): boolean {
  const exactly = name.replaceAll('.', '\\.');

  return new RegExp(`(?<![\\w.])${exactly}(?!\\.?\\w)`).test(message);
}
