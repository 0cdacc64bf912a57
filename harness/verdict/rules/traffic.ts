import { hostsOf } from '../../detect/match/needles.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { ScanReport } from '../../model/scan.ts';
import type { Occurrence } from '../reasons.ts';

/** What of the traffic could hide something: closed parts, broken-off uploads, keys that were asked for. */
export function trafficReasons(evidence: CaseEvidence, report: ScanReport): Occurrence[] {
  const own = new Set(evidence.canaries.flatMap(hostsOf));
  const foreign = evidence.exchanges.filter((each) => !own.has(each.host) && !each.standInEngine);
  const reasons: Occurrence[] = [...opaqueReasons(foreign, report)];
  for (const exchange of foreign) {
    const { host, method, url } = exchange;
    if (exchange.aborted) reasons.push({ code: 'aborted-upload', values: { method, host } });
    if (asksForKey(exchange)) reasons.push({ code: 'key-not-served', values: { host, path: pathOf(url) } });
  }
  if (report.stats.exhausted > 0)
    reasons.push({ code: 'detector-exhausted', values: { parts: report.stats.exhausted } });
  const pages = new Set([...report.controls, ...report.allowed].map((finding) => finding.exchange));
  if (!foreign.some((exchange) => !pages.has(exchange.index)))
    reasons.push({ code: isCounted(evidence) ? 'no-native-traffic' : 'unproven-native', values: {} });

  return reasons;
}

/** Whether it is known that nothing went around the recorder. */
function isCounted({ visibility }: CaseEvidence): boolean {
  const counters = visibility.events.filter((event) => event.kind === 'packet-counter');

  return counters.length > 0 && counters.every((event) => event.kind === 'packet-counter' && event.ok);
}

function* opaqueReasons(foreign: readonly JudgedExchange[], report: ScanReport): Generator<Occurrence> {
  const judged = new Set(foreign.map((exchange) => exchange.index));
  const byHost = new Map<string, { bytes: number; why: string }>();
  for (const each of report.opaque) {
    if (!judged.has(each.exchange)) continue;
    const key = `${each.host}\0${each.class}`;
    byHost.set(key, {
      bytes: (byHost.get(key)?.bytes ?? 0) + each.bytes,
      why: byHost.get(key)?.why ?? each.why,
    });
  }
  for (const [key, { bytes, why }] of byHost) {
    const [host = '', kind = ''] = key.split('\0');
    yield {
      code: kind === 'media' ? 'media-upload' : 'opaque-upload',
      values: { host, bytes, class: kind, why },
    };
  }
}

/** A request for a key: by the responder that met it, or by the path that MiStat and OneTrack share (decompiled, public code). */
function asksForKey({ responder, url }: JudgedExchange): boolean {
  return responder.startsWith('key/') || pathOf(url).endsWith('/key_get');
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
