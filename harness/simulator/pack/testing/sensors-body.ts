import { gunzipSync } from 'node:zlib';
import type { RequestOptions } from '../../script/browser.d.ts';

export interface SensorsEvent {
  event: string;
  time: number;
  distinct_id: string;
  lib: Record<string, unknown>;
  properties: Record<string, unknown>;
  _flush_time: number;
  [key: string]: unknown;
}

/** A form as the Sensors SDK posts it: its keys in order, its crc, the JSON text inside. */
export function readSensorsBody(body: string): {
  keys: string[];
  crc: number;
  dataList: string;
  json: string;
} {
  const form = new URLSearchParams(body);
  const dataList = form.get('data_list') ?? '';

  return {
    keys: [...form.keys()],
    crc: Number(form.get('crc')),
    dataList,
    json: gunzipSync(Buffer.from(dataList, 'base64')).toString(),
  };
}

/** The events of every request to the collector, in order. */
export function eventsIn(requests: readonly RequestOptions[]): SensorsEvent[] {
  return requests
    .filter(({ method }) => method === 'POST')
    .flatMap(({ body }) => JSON.parse(readSensorsBody(String(body)).json) as SensorsEvent[]);
}

/** Java's String.hashCode, after the language's specification: s[0]*31^(n-1) + ... + s[n-1], in 32 bits. */
export function javaHashCode(text: string): number {
  let hash = 0n;
  for (let index = 0; index < text.length; index += 1) hash = hash * 31n + BigInt(text.charCodeAt(index));

  return Number(BigInt.asIntN(32, hash));
}
