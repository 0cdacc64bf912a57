import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NameLookup } from '../detect/index.ts';
import { exchangeOf } from '../evidence/exchanges.ts';
import { type HarListener, readHar } from '../evidence/har-reader.ts';
import { readJson } from '../evidence/json-file.ts';
import { Tunnels } from '../evidence/tunnels.ts';
import type { JudgedExchange } from '../model/evidence.ts';
import { visibilitySchema } from '../model/visibility.ts';
import { namesWithoutExchange } from '../verdict/index.ts';

/** A recording to scan: a HAR, and `visibility.json` if the HAR belongs to a case. */
export interface ScanSource {
  har: string;
  /** `visibility.json` of the case that the HAR belongs to. */
  visibility?: string;
}

/** A requested host name. Names without an exchange get their index when all exchanges are known. */
export type ConnectionName = Omit<NameLookup, 'index'> & { index?: number };

/** The source that the command line named: a HAR, or a case's folder. */
export async function findSource(path: string): Promise<ScanSource> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // Reading the file reports the error.
  );
  const har = isFolder ? join(path, 'traffic.har') : path;
  const visibility = join(dirname(har), 'visibility.json');
  const isOfCase =
    basename(har) === 'traffic.har' &&
    (await stat(visibility).then(
      (found) => found.isFile(),
      () => false, // Another HAR with the name traffic.har.
    ));

  return { har, ...(isOfCase && { visibility }) };
}

/** The exchanges of a source, numbered from `first`. @throws {Fault} with the file and the place */
export async function* exchangesIn(
  source: ScanSource,
  first: number,
  listener: HarListener = {},
): AsyncGenerator<JudgedExchange> {
  const tunnels = new Tunnels();
  let index = first;
  for await (const entry of readHar(source.har, listener)) yield exchangeOf(entry, index++, tunnels);
}

/** The host name for which a tunnel was opened. */
export function tunnelOf({ method, host, index }: JudgedExchange): ConnectionName | undefined {
  return method.toUpperCase() === 'CONNECT' && host !== '' ? { kind: 'sni', name: host, index } : undefined;
}

/** Names that a case's recorder saw without an exchange. @throws {Fault} where `visibility.json` is broken */
export async function readRecordedNames(
  { visibility }: ScanSource,
  exchanges: readonly Pick<JudgedExchange, 'host' | 'index'>[],
): Promise<ConnectionName[]> {
  if (visibility === undefined) return [];
  const seen = { exchanges, visibility: await readJson(visibility, visibilitySchema) };

  return namesWithoutExchange(seen).map(({ kind, name }) => ({ kind, name }));
}
