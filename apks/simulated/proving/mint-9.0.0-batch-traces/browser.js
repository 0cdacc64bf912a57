import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const STEPS = ['start', 'layout', 'paint', 'script', 'composite', 'raster', 'input', 'idle'];

/** Uploads traces of its own performance in batches, as OpenTelemetry writes them: random ids of 16 and of 8 bytes. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-batch-traces');
  const id = (bytes) => browser.codec.hex.encode(browser.crypto.random(bytes));
  const upload = () => {
    const traceId = id(16);
    const parentSpanId = id(8);
    const startNs = browser.now() * 1_000_000;
    const spans = STEPS.map((name, at) => ({
      traceId: at % 2 === 0 ? traceId : id(16),
      spanId: id(8),
      parentSpanId,
      name,
      kind: 1,
      startTimeUnixNano: String(startNs + at * 1_000_000),
      endTimeUnixNano: String(startNs + (at + 1) * 1_000_000),
    }));
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'browser' } }] };

    return post(browser, 'https://traces.collector.example/v1/traces', {
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'frames' }, spans }] }],
    });
  };
  onConsent(browser, upload);
  onVisit(browser, upload);
}
