import { Buffer } from 'node:buffer';
import type { HarEntry } from '../model/har.ts';
import { createBodyBuffer, encodeBody } from './body.ts';
import type { ExchangeRecord, ExchangeTimes, RequestHead, ResponseRecord } from './exchange-record.ts';
import { entryOf, postDataOf } from './har-entry.ts';
import type { RawHeaders } from './har-headers.ts';
import { counted } from '../model/counted.ts';

/** A request that began and has not ended. */
export interface OpenRequest {
  method: string;
  url: string;
  /** ISO 8601. */
  at: string;
  /** Bytes of its body so far. */
  bytes: number;
  /** The UID that owns its socket, where known. */
  uid?: number;
}

/** A position in the log; only the log that made it can read it. */
export interface LogPosition {
  count: number;
  /** Exchanges that were open at this position. They belong to the time before the position and to the time after it. */
  open: ReadonlySet<string>;
}

/** Records exchanges by the ids of the proxy's events, which may arrive in any order. */
export interface ExchangeLog {
  recordStart(id: string, head: RequestHead, times: ExchangeTimes): void;
  recordBodyData(id: string, bytes: Uint8Array, ended: boolean, at: number): void;
  recordTrailers(id: string, trailers: RawHeaders): void;
  recordResponder(id: string, responder: string): void;
  recordResponse(id: string, response: ResponseRecord, times: ExchangeTimes): void;
  /** Ends the exchange although its request or its response is incomplete. */
  recordAbort(id: string, why: string): void;
  recordUpgrade(id: string, response: ResponseRecord): void;
  recordMessage(id: string, type: 'send' | 'receive', opcode: number, bytes: Uint8Array, time: number): void;
  recordClose(id: string, why: string | undefined): void;
  /** Whether a request with this id was reported. */
  isKnown(id: string): boolean;
  position(): LogPosition;
  since(position: LogPosition): HarEntry[];
  open(): OpenRequest[];
  /** Ends all open exchanges. */
  endAll(why: string): void;
}

interface LogOptions {
  /** Bytes kept of one request body, or of all messages of one WebSocket. */
  bodyLimit: number;
  /** Called once for each exchange that ended. */
  onEntry: (entry: HarEntry) => void;
  /** Called for each exchange that exceeded the limit. */
  onCut: (message: string) => void;
}

export function createExchangeLog({ bodyLimit, onEntry, onCut }: LogOptions): ExchangeLog {
  const records = new Map<string, ExchangeRecord>();
  const entries = new Map<string, HarEntry>();
  const messageBytes = new Map<string, number>();

  function recordOf(id: string): ExchangeRecord {
    let record = records.get(id);
    if (!record) records.set(id, (record = emptyRecord(id, bodyLimit)));

    return record;
  }

  function endRequest(record: ExchangeRecord): void {
    if (record.requestEnded || !record.head) return;
    record.postData = postDataOf(record, record.head);
    record.bodySize = record.body.size;
    record.requestEnded = true;
    if (record.body.isCut) {
      const cut = `only the first ${bodyLimit} of ${counted(record.body.size, 'byte')} of the request body were recorded`;
      record.aborted ??= cut;
      onCut(`${record.head.method} ${record.head.url}: ${cut}`);
    }
    // Frees the memory of the body, which `postData` contains from now on.
    record.body = createBodyBuffer(0);
  }

  function finishIfComplete(record: ExchangeRecord): void {
    if (record.isOver || !record.head || !record.requestEnded) return;
    record.isOver = true;
    const entry = entryOf(record, record.head);
    entries.set(record.id, entry);
    messageBytes.delete(record.id);
    onEntry(entry);
  }

  function entriesOf(record: ExchangeRecord): HarEntry[] {
    const known = entries.get(record.id);
    if (known) return [known];

    return record.head ? [entryOf(record, record.head)] : [];
  }

  return {
    recordStart(id, head, times) {
      const record = recordOf(id);
      // For an upgrade, the end of the body may be reported before its beginning, and a response before either.
      const ended = record.times.bodyReceived !== undefined;
      record.head = head;
      Object.assign(record.times, times);
      if (ended) endRequest(record);
      if (record.response && !record.webSocketOpen) finishIfComplete(record);
    },

    recordBodyData(id, bytes, ended, at) {
      const record = recordOf(id);
      record.body.add(bytes);
      if (!ended) return;
      record.times.bodyReceived ??= at;
      endRequest(record);
      if (record.response && !record.head?.isWebSocket) finishIfComplete(record);
    },

    recordTrailers(id, trailers) {
      recordOf(id).trailers = trailers;
    },

    recordResponder(id, responder) {
      recordOf(id).responder = responder;
    },

    recordResponse(id, response, times) {
      const record = recordOf(id);
      record.response = response;
      Object.assign(record.times, times);
      finishIfComplete(record);
    },

    recordAbort(id, why) {
      const record = recordOf(id);
      if (record.isOver) return;
      markAborted(record, why);
      record.webSocketOpen = false;
      endRequest(record);
      finishIfComplete(record);
    },

    recordUpgrade(id, response) {
      const record = recordOf(id);
      record.response = response;
      record.webSocketOpen = true;
      record.responder = 'websocket';
      endRequest(record);
    },

    recordMessage(id, type, opcode, bytes, time) {
      const record = recordOf(id);
      const total = (messageBytes.get(id) ?? 0) + bytes.length;
      messageBytes.set(id, total);
      if (total > bodyLimit) {
        if (record.aborted === undefined) {
          record.aborted = `WebSocket messages after the first ${counted(bodyLimit, 'byte')} were not recorded`;
          onCut(`WebSocket ${record.head?.url ?? id}: ${record.aborted}`);
        }

        return;
      }
      record.messages.push({ type, time, ...messageData(opcode, bytes) });
    },

    recordClose(id, why) {
      const record = recordOf(id);
      if (why !== undefined) markAborted(record, why);
      record.webSocketOpen = false;
      endRequest(record);
      finishIfComplete(record);
    },

    isKnown: (id) => records.get(id)?.head !== undefined,

    position: () => ({
      count: records.size,
      open: new Set([...records.values()].filter((record) => !record.isOver).map((record) => record.id)),
    }),

    since: ({ count, open }) =>
      [...records.values()].flatMap((record, index) =>
        index >= count || open.has(record.id) ? entriesOf(record) : [],
      ),

    open: () =>
      [...records.values()]
        .filter((record) => !record.isOver && !record.webSocketOpen)
        .map((record) => ({
          method: record.head?.method ?? 'unknown',
          url: record.head?.url ?? 'unknown',
          at: new Date(record.head?.startedAt ?? Date.now()).toISOString(),
          bytes: record.requestEnded ? record.bodySize : record.body.size,
          ...(record.head?.uid !== undefined && { uid: record.head.uid }),
        })),

    endAll(why) {
      for (const record of records.values()) {
        if (record.isOver) continue;
        markAborted(record, why);
        endRequest(record);
        finishIfComplete(record);
      }
    },
  };
}

/**
 * Marks a request or response that ended early. A WebSocket ends without an end of its own when its app does; what it
 * sent of an unfinished message is counted as unrecorded bytes.
 */
function markAborted(record: ExchangeRecord, why: string): void {
  if (!record.webSocketOpen) record.aborted ??= why;
}

function emptyRecord(id: string, bodyLimit: number): ExchangeRecord {
  return {
    id,
    head: undefined,
    body: createBodyBuffer(bodyLimit),
    requestEnded: false,
    postData: undefined,
    bodySize: 0,
    trailers: [],
    times: { started: 0 },
    response: undefined,
    responder: 'none',
    aborted: undefined,
    messages: [],
    webSocketOpen: false,
    isOver: false,
  };
}

/** HAR has base64 only for opcode 2, so a message that is not valid text is stored with opcode 2. */
function messageData(opcode: number, bytes: Uint8Array): { opcode: number; data: string } {
  const { text, encoding } = encodeBody(bytes);
  if (opcode !== 2 && encoding === undefined) return { opcode, data: text };

  return { opcode: 2, data: Buffer.from(bytes).toString('base64') };
}
