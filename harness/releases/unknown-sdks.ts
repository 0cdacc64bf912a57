import type { Readable } from 'node:stream';
import { parseUrl } from '../model/parse-url.ts';
import type { Sdk } from '../model/sdk.ts';
import type { SdkSignatures } from './signatures.ts';

/** What a table of an SDK says of the texts in its code. */
export type SdkTexts = SdkSignatures & Partial<Pick<Sdk, 'hosts' | 'requests' | 'identifiers'>>;

/**
 * Signs of code that reports, of which apps without such code rarely have one. They were counted in 9 decompiled apps; a longer
 * list (`/upload`, `Tracker`, `analytics` in any place) is in almost every app.
 */
const REPORTING_HOST =
  /https?:\/\/((?:[a-z0-9-]+\.)*(?:track(?:ing|er)?|stats?|logs?|collect(?:or)?|analytics|telemetry|metrics|report|beacon|events?)\.[a-z0-9-]+(?:\.[a-z0-9-]+)*)/gi;
const REPORTING_PATH = /\/(?:collect|tracks?|report|envelope|batchlog)$/;
/** Keys of settings. One alone is in many apps; two different ones are in reporting code. */
const SETTINGS = new Set(
  'flush_interval upload_interval report_interval report_policy batch_size session_timeout distinct_id anonymous_id install_id'.split(
    ' ',
  ),
);
/** Names that no server on the internet has (RFC 2606). */
const RESERVED = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;
/** Longer texts are no addresses, paths or keys. */
const LONGEST_TEXT = 2_000;

/** Collects texts of an APK that look like a reporting SDK. */
export interface SignSearch {
  /** Reads one file with code. */
  read(stream: Readable): Promise<void>;
  /** Reads one file with code that is in memory. */
  add(bytes: Buffer): void;
  /** A sign that none of the known SDKs explains, such as `the host track.vendor.com`; undefined if there is none. */
  sign(): string | undefined;
}

export function createSignSearch(sdks: readonly SdkTexts[]): SignSearch {
  const hosts = new Set<string>();
  const paths = new Set<string>();
  const settings = new Set<string>();
  const explainedFields = new Set(
    sdks.flatMap(({ identifiers = [] }) => identifiers.map(({ field }) => field)),
  );

  /** @param isWhole whether a zero byte follows the text, as after every text in a dex file */
  function note(text: string, isWhole: boolean): void {
    for (const [, host = ''] of text.matchAll(REPORTING_HOST))
      if (!RESERVED.test(host) && !isKnownHost(host, sdks)) hosts.add(host.toLowerCase());
    if (!isWhole) return;
    // Before a text of 32 bytes or more, the byte with its length can look like a part of it.
    const address = /https?:\/\/.*$/.exec(text)?.[0] ?? text;
    if (REPORTING_PATH.test(address) && !isKnownPath(address, sdks)) paths.add(address);
    if (SETTINGS.has(text) && !explainedFields.has(text)) settings.add(text);
  }

  /** Notes the texts of a chunk that begins with `tail`. Returns the text that the chunk does not end. */
  function noteAll(tail: string, chunk: Buffer): string {
    const texts = `${tail}${chunk.toString('latin1')}`.split(/([^\x20-\x7e])/);
    // Texts have even positions, and the byte that ends a text follows it.
    for (let at = 0; at + 1 < texts.length; at += 2) note(texts[at] ?? '', texts[at + 1] === '\0');

    return (texts.at(-1) ?? '').slice(-LONGEST_TEXT);
  }

  return {
    async read(stream) {
      let tail = '';
      for await (const chunk of stream) tail = noteAll(tail, chunk as Buffer);
      note(tail, false);
    },
    add: (bytes) => note(noteAll('', bytes), false),
    sign() {
      const [host] = [...hosts].sort();
      const [path] = [...paths].sort();
      if (host !== undefined) return `the host ${host}`;
      if (path !== undefined) return `the path ${path}`;

      return settings.size > 1 ? `the settings ${[...settings].sort().join(' and ')}` : undefined;
    },
  };
}

function isKnownHost(host: string, sdks: readonly SdkTexts[]): boolean {
  return sdks.some(
    ({ hosts = [], requests = [] }) =>
      hosts.some((row) =>
        row.host.startsWith('*.') ? `.${host}`.endsWith(row.host.slice(1)) : row.host === host,
      ) || requests.some((shape) => shape.host?.test(host) === true),
  );
}

/** Whether a text is an address or a path to which a known SDK sends. */
function isKnownPath(text: string, sdks: readonly SdkTexts[]): boolean {
  const url = parseUrl(text);
  const path = url?.pathname ?? (text.startsWith('/') ? text : `/${text}`);

  return (
    (url !== undefined && (RESERVED.test(url.hostname) || isKnownHost(url.hostname, sdks))) ||
    sdks.some(({ requests = [] }) => requests.some((shape) => shape.path?.test(path) === true))
  );
}
