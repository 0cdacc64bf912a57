import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { ScanReport } from '../../model/scan.ts';
import { readSdks } from '../../tables/sdks.ts';
import { createDetector, DEFAULT_BUDGET } from '../detector.ts';

export const sdks = await readSdks();

/** An exchange with a collector, with defaults for tests. */
export function exchangeOf(fields: Partial<Exchange> = {}): Exchange {
  const url = fields.url ?? 'https://collector.test/upload';

  return {
    index: 0,
    method: 'POST',
    url,
    host: new URL(url).hostname,
    headers: [],
    body: new Uint8Array(),
    trailers: [],
    messages: [],
    ...fields,
  };
}

/** The detector's report on exchanges, with the default budget. */
export function scanOf(canaries: readonly Canary[], ...exchanges: Exchange[]): ScanReport {
  const detector = createDetector(canaries, sdks, DEFAULT_BUDGET);
  for (const exchange of exchanges) detector.push(exchange);

  return detector.end();
}
