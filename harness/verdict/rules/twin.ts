import type { JudgedExchange } from '../../model/evidence.ts';
import { isOwnTwin } from '../search.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isOfBrowser, senderOf } from '../senders.ts';
import { isShown } from './shown.ts';
import { isExplained } from './tls.ts';
import { asksForKey, pathOf } from './traffic.ts';

/**
 * The same story in normal mode, under the same install, identity, consent and settings: silence in private mode says
 * something of a collector only if it is seen, and read, when there is something to collect.
 */
export function twinReasons(reading: Reading): Occurrence[] {
  const { evidence, twinFrom } = reading;
  if (!evidence.facts.mode.private) return [];
  const steps = evidence.timeline.steps.filter((step) => step.kind === 'twin');
  const failed = steps.find((step) => step.what === 'failed');
  if (failed) return [{ code: 'twin-failed', values: { detail: failed.detail ?? 'no cause was recorded' } }];
  // Blocks are compared with each other, and prove nothing by silence.
  const inBlocks = evidence.timeline.steps.some((step) => step.kind === 'block');
  if (twinFrom === undefined) return inBlocks ? [] : [{ code: 'twin-missing', values: {} }];
  const flaw = steps.some((step) => step.what === 'ended' && step.at >= twinFrom)
    ? flawOf(reading)
    : 'it did not end';
  if (flaw !== undefined) return [{ code: 'twin-failed', values: { detail: flaw } }];
  const spoken = reading.native.filter((exchange) => isUpload(exchange));
  const silence = silenceOf(reading, spoken, twinFrom);

  return [
    ...(silence === undefined ? [] : [{ code: 'twin-silent' as const, values: { detail: silence } }]),
    ...unproven(reading, twinFrom),
  ];
}

/** Why the twin proves nothing although it ended: its pages have to be seen in the traffic, and its control found. */
function flawOf({ evidence, search, twinFrom = '' }: Reading): string | undefined {
  const planted = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const isControl = ({ role }: { role?: string }) => role === 'control';
  if (!planted.some(({ kind }) => kind === 'url' || kind === 'search'))
    return 'none of its canaries is in the ledger';
  const exchanges = evidence.exchanges.filter(({ at }) => at >= twinFrom);
  const unseen = planted.find(
    (canary) => !isControl(canary) && !isShown(canary, { exchanges, found: search.twin }),
  );
  if (unseen) return `nothing shows that ${unseen.id} was visited`;
  const seen = new Set(search.twinControls.map(({ canary }) => canary));
  const control = planted.find((canary) => isControl(canary) && !seen.has(canary.id));
  if (control) return `the control ${control.id} was not found in the traffic`;

  return planted.some(isControl) ? undefined : 'it had no control';
}

/** Requests for settings, keys and the network's own probes are no uploads. */
function isUpload({ responder, url }: JudgedExchange): boolean {
  return !/^(?:config|key|probe)\//.test(responder) && !pathOf(url).endsWith('/generate_204');
}

function silenceOf(
  { evidence }: Reading,
  spoken: readonly JudgedExchange[],
  twinFrom: string,
): string | undefined {
  if (spoken.some(({ at }) => at >= twinFrom)) return undefined;
  if (spoken.length > 0) return 'the browser sent something in private mode';
  const { sdks } = evidence.facts;

  return sdks.length > 0
    ? `the release contains ${sdks.length === 1 ? 'the SDK' : 'SDKs:'} ${sdks.join(', ')}`
    : undefined;
}

/** Recipients that could not be read while the twin was played. */
function unproven(reading: Reading, twinFrom: string): Occurrence[] {
  const { evidence, policy, foreign, search } = reading;
  const details = new Map<string, string>();
  const note = (host: string, detail: string) => details.has(host) || details.set(host, detail);
  const { events } = evidence.visibility;
  for (const event of events)
    if (event.kind === 'tls-refused' && event.at >= twinFrom) {
      const isOurs = isOfBrowser(senderOf({ uid: event.uid }, evidence.facts));
      if (isOurs && !isExplained(event, reading))
        note(event.sni ?? 'an unnamed host', 'the client broke off the TLS handshake');
    }
  const closed = new Set(
    search.report.opaque.filter((part) => part.class !== 'media').map((part) => part.exchange),
  );
  for (const exchange of foreign) {
    if (exchange.at < twinFrom) continue;
    if (closed.has(exchange.index)) note(exchange.host, 'an upload could not be decoded');
    else if (asksForKey(exchange, policy.sdks))
      note(exchange.host, 'it was asked for a key that the recorder cannot serve');
    else if (exchange.aborted) note(exchange.host, 'an upload was aborted');
  }

  return [...details].map(([host, detail]) => ({
    code: 'collector-unproven' as const,
    values: { host, detail },
  }));
}
