import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isCounter } from '../senders.ts';

/** What of the traffic could hide something: broken-off uploads, keys that were asked for, parts not searched to the end. */
export function trafficReasons({ evidence, policy, foreign, native, search }: Reading): Occurrence[] {
  const reasons: Occurrence[] = [];
  for (const exchange of foreign) {
    const { host, method, url } = exchange;
    if (exchange.aborted) reasons.push({ code: 'aborted-upload', values: { method, host } });
    if (asksForKey(exchange, policy.sdks))
      reasons.push({ code: 'key-not-served', values: { host, path: pathOf(url) } });
  }
  const { exhausted } = search.report.stats;
  if (exhausted > 0) reasons.push({ code: 'detector-exhausted', values: { parts: exhausted } });
  if (native.length === 0)
    reasons.push({ code: isCounted(evidence) ? 'no-native-traffic' : 'unproven-native', values: {} });

  return reasons;
}

/** Whether it is known that nothing went around the recorder. */
function isCounted({ visibility }: CaseEvidence): boolean {
  const counters = visibility.events.filter(isCounter);

  return counters.length > 0 && counters.every((event) => event.kind === 'packet-counter' && event.ok);
}

/** Whether a request is for a key: by the responder that answered it, or by a path of an SDK. */
export function asksForKey({ responder, url }: JudgedExchange, sdks: readonly Sdk[]): boolean {
  const path = pathOf(url);

  return (
    responder.startsWith('key/') || sdks.some(({ keys }) => keys?.paths.some((pattern) => pattern.test(path)))
  );
}

export function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
