import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import type { HarEntry } from '../model/har.ts';
import { createBodyBuffer, encodeBody } from './body.ts';
import { createExchangeLog, type ExchangeLog } from './exchange-log.ts';
import type { RequestHead, ResponseRecord } from './exchange-record.ts';

const head: RequestHead = {
  method: 'POST',
  url: 'https://a.example/x',
  httpVersion: '2.0',
  headers: [[':authority', 'other.example']],
  clientPort: 1,
  uid: undefined,
  via: undefined,
  startedAt: 0,
  isWebSocket: false,
};
const response: ResponseRecord = {
  status: 204,
  statusText: '',
  headers: [],
  size: 0,
  content: { text: '' },
  contentCut: false,
};

function newLog(ended: HarEntry[], bodyLimit = 100): ExchangeLog {
  return createExchangeLog({ bodyLimit, onEntry: (entry) => ended.push(entry), onCut: () => undefined });
}

describe("a body in HAR's form", () => {
  it('decodes to the same bytes, for any bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { text, encoding } = encodeBody(bytes);
          assert.ok(Buffer.from(text, encoding ?? 'utf8').equals(bytes));
        },
      ),
    );
  });

  it('keeps a byte order mark', () =>
    assert.deepEqual(encodeBody(Buffer.from('\uFEFFa')), { text: '\uFEFFa' }));

  it('is cut at the limit, in whatever chunks it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.nat(50), (chunks, limit) => {
        const body = createBodyBuffer(limit);
        for (const chunk of chunks) body.add(chunk);
        const allBytes = Buffer.concat(chunks);
        assert.ok(body.bytes().equals(allBytes.subarray(0, limit)));
        assert.deepEqual([body.size, body.isCut], [allBytes.length, allBytes.length > limit]);
      }),
    );
  });
});

describe('the log of exchanges', () => {
  const steps: Record<string, (log: ExchangeLog) => void> = {
    began: (log) => log.recordStart('1', head, { started: 1 }),
    data: (log) => log.recordBodyData('1', Buffer.from('secret'), false, 2),
    end: (log) => log.recordBodyData('1', Buffer.alloc(0), true, 3),
    answeredBy: (log) => log.recordResponder('1', 'ack/x'),
    answered: (log) => log.recordResponse('1', response, { started: 1, headersSent: 4, responseSent: 5 }),
  };

  it('is the same for any order of a request, its end and its response', () => {
    const orders = fc.shuffledSubarray(Object.keys(steps), { minLength: 5 });
    fc.assert(
      fc.property(
        orders.filter(
          (order) =>
            order.indexOf('data') < order.indexOf('end') &&
            order.indexOf('answeredBy') < order.indexOf('answered'),
        ),
        (order) => {
          const ended: HarEntry[] = [];
          const log = newLog(ended);
          for (const name of order) steps[name]?.(log);
          assert.equal(ended.length, 1, order.join());
          assert.equal(ended[0]?.request.postData?.text, 'secret');
          assert.equal(ended[0]?.response.status, 204);
          assert.deepEqual(log.open(), []);
        },
      ),
    );
  });

  it('has an authority that differs from the host of the connection as `host` header', () => {
    const log = newLog([]);
    log.recordStart('1', head, { started: 1 });
    assert.deepEqual(log.since({ count: 0, open: new Set() })[0]?.request.headers, [
      { name: 'host', value: 'other.example' },
    ]);
  });

  it('reports an end once', () => {
    const ended: HarEntry[] = [];
    const log = newLog(ended);
    for (const step of Object.values(steps)) step(log);
    log.recordAbort('1', 'late');
    log.endAll('stopped');
    assert.equal(ended.length, 1);
    assert.equal(ended[0]?._leakgate?.aborted, undefined);
  });

  it('keeps a text message that is not valid text as bytes', () => {
    const log = newLog([]);
    log.recordStart('1', { ...head, isWebSocket: true }, { started: 1 });
    log.recordMessage('1', 'send', 1, Buffer.from([0xff]), 0);
    log.recordMessage('1', 'send', 9, Buffer.from([0xfe]), 0);
    assert.deepEqual(
      log
        .since({ count: 0, open: new Set() })[0]
        ?._webSocketMessages?.map(({ opcode, data }) => [opcode, data]),
      [
        [2, '/w=='],
        [2, '/g=='],
      ],
    );
  });

  it('reports messages beyond the limit once', () => {
    const cutMessages: string[] = [];
    const log = createExchangeLog({
      bodyLimit: 3,
      onEntry: () => undefined,
      onCut: (message) => cutMessages.push(message),
    });
    log.recordStart('1', { ...head, isWebSocket: true }, { started: 1 });
    for (let i = 0; i < 3; i++) log.recordMessage('1', 'send', 1, Buffer.from('ab'), 0);
    assert.equal(cutMessages.length, 1);
  });
});
