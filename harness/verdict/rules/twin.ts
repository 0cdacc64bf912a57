import { sdksOf } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import { isOwnTwin } from '../search.ts';
import { UNKNOWN_SDK } from '../../model/sdk.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';
import { isUseShown, ofBrowser } from './canary-use.ts';
import { isDroppedPreconnect } from './preconnect.ts';
import { pathOf } from './traffic.ts';

/**
 * Checks the twin: the same scenario in normal mode, with the same install, identity, consent and settings. A collector
 * that is silent in private mode proves something only if its reports in normal mode were recorded and read.
 */
export function twinReasons(input: RuleInput): Occurrence[] {
  const { evidence, twinFrom } = input;
  if (!evidence.facts.mode.private) return [];
  const steps = evidence.timeline.steps.filter((step) => step.kind === 'twin');
  const failed = steps.find((step) => step.what === 'failed');
  if (failed) return [{ code: 'twin-failed', values: { detail: failed.detail ?? 'no cause was recorded' } }];
  // A case with blocks needs no twin: its blocks are compared with each other, so silence is not used as a proof.
  const inBlocks = evidence.timeline.steps.some((step) => step.kind === 'block');
  if (twinFrom === undefined) return inBlocks ? [] : [{ code: 'twin-missing', values: {} }];
  const flaw = steps.some((step) => step.what === 'ended' && step.at >= twinFrom)
    ? twinFlaw(input)
    : 'the twin did not end';
  if (flaw !== undefined) return [{ code: 'twin-failed', values: { detail: flaw } }];
  const uploads = input.nativeTraffic.filter((exchange) => isUpload(exchange));
  const silence = silenceDetail(input, uploads, twinFrom);

  return [
    ...(silence === undefined ? [] : [{ code: 'twin-silent' as const, values: { detail: silence } }]),
    ...silentSdks(input, uploads, twinFrom),
    ...unprovenCollectors(input, twinFrom),
  ];
}

/** SDKs of the release of which no upload was recorded in the twin: their silence in private mode proves nothing. */
function silentSdks(
  { evidence, policy }: RuleInput,
  uploads: readonly JudgedExchange[],
  twinFrom: string,
): Occurrence[] {
  const inTwin = sdksOf(
    uploads.filter(({ at }) => at >= twinFrom),
    policy.sdks,
  );

  return evidence.facts.sdks
    .filter((sdk) => sdk !== UNKNOWN_SDK && !inTwin.has(sdk))
    .map((sdk) => ({ code: 'sdk-silent', values: { sdk } }));
}

/** Why a twin that ended proves nothing; undefined if its pages and its control were found in the traffic. */
function twinFlaw({ evidence, search, twinFrom = '' }: RuleInput): string | undefined {
  const planted = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const isControl = ({ role }: { role?: string }) => role === 'control';
  if (!planted.some(({ kind }) => kind === 'url' || kind === 'search'))
    return 'the handset ledger contains no page and no search of the twin';
  const exchanges = evidence.exchanges.filter(({ at }) => at >= twinFrom);
  const own = ofBrowser({ exchanges, found: search.twin }, evidence.facts);
  const unseen = planted.find((canary) => !isControl(canary) && !isUseShown(canary, own));
  if (unseen) return `the browser's traffic does not show that ${unseen.id} was used`;
  const foundControls = new Set(search.twinControls.map(({ canary }) => canary));
  const control = planted.find((canary) => isControl(canary) && !foundControls.has(canary.id));
  if (control) return `the control canary ${control.id} was not found in the traffic`;

  return planted.some(isControl) ? undefined : 'the twin had no control canary';
}

/** Whether an exchange is an upload, not a request for a configuration or a key, and not a network probe. */
function isUpload({ responder, url }: JudgedExchange): boolean {
  return !/^(?:config|key|probe)\//.test(responder) && !pathOf(url).endsWith('/generate_204');
}

function silenceDetail(
  { evidence }: RuleInput,
  uploads: readonly JudgedExchange[],
  twinFrom: string,
): string | undefined {
  if (uploads.some(({ at }) => at >= twinFrom)) return undefined;
  if (uploads.length > 0) return 'the browser uploaded data before the twin';
  const { sdks } = evidence.facts;

  return sdks.length > 0
    ? `the release contains ${sdks.length === 1 ? 'the SDK' : 'SDKs:'} ${sdks.join(', ')}`
    : undefined;
}

/** Recipients whose TLS handshakes failed in the twin. Other unreadable uploads void a case by reasons of their own. */
function unprovenCollectors(input: RuleInput, twinFrom: string): Occurrence[] {
  const { evidence } = input;
  const details = new Map<string, string>();
  const addDetail = (host: string, detail: string) => details.has(host) || details.set(host, detail);
  const { events } = evidence.visibility;
  for (const event of events)
    if (event.kind === 'tls-refused' && event.at >= twinFrom) {
      const mayBeOfBrowser = mayBeBrowser(senderOf({ uid: event.uid }, evidence.facts));
      if (mayBeOfBrowser && !isDroppedPreconnect(event, input))
        addDetail(event.sni ?? 'an unnamed host', 'the client broke off the TLS handshake');
    }

  return [...details].map(([host, detail]) => ({
    code: 'collector-unproven' as const,
    values: { host, detail },
  }));
}
