import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFullCounter } from '../senders.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** Aborted uploads, key requests, parts that were not searched to the end, and missing native traffic. */
export function trafficReasons({
  evidence,
  policy,
  browserTraffic,
  nativeTraffic,
  search,
}: RuleInput): Occurrence[] {
  const reasons: Occurrence[] = [];
  for (const exchange of browserTraffic) {
    const { host, method, url } = exchange;
    if (exchange.aborted) reasons.push({ code: 'aborted-upload', values: { method, host } });
    if (isKeyRequest(exchange, policy.sdks))
      reasons.push({ code: 'key-not-served', values: { host, path: pathOf(url) } });
  }
  const { exhausted } = search.report.stats;
  if (exhausted > 0) reasons.push({ code: 'detector-exhausted', values: { parts: exhausted } });
  if (nativeTraffic.length === 0)
    reasons.push({
      code: isCounterRead(evidence) ? 'no-native-traffic' : 'unproven-native',
      values: {},
    });

  return reasons;
}

/** Whether a complete packet counter was read. */
function isCounterRead({ visibility }: CaseEvidence): boolean {
  const counters = visibility.events.filter(isFullCounter);

  return counters.length > 0 && counters.every((event) => event.kind === 'packet-counter' && event.ok);
}

/** Whether a request is for a key: by the responder that answered it, or by a path of an SDK. */
function isKeyRequest({ responder, url }: JudgedExchange, sdks: readonly Sdk[]): boolean {
  const path = pathOf(url);

  return (
    responder.startsWith('key/') || sdks.some(({ keys }) => keys?.paths.some((pattern) => pattern.test(path)))
  );
}

export function pathOf(url: string): string {
  return parseUrl(url)?.pathname ?? url;
}
