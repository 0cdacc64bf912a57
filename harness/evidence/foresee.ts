import { stat } from 'node:fs/promises';
import { Fault } from '../model/fault.ts';
import { Connections } from './connections.ts';
import { readEntry } from './har-entry.ts';
import { textChunksOf } from './har-file.ts';
import { readRawEntries } from './har-reader.ts';

/** What entries contain that are CONNECT requests or DNS answers: a method, a type of content, JSON in a string. */
const SIGNS = ['CONNECT"', '/dns-', 'Question\\"'];
const LONGEST_SIGN = Math.max(...SIGNS.map(({ length }) => length));

/**
 * The tunnels and DNS answers of a HAR, which may be listed after the requests that used them. Most HARs have none: then the
 * file is read without being parsed. A pipe can be read only once, so nothing is known of it.
 */
export async function foresee(file: string): Promise<Connections> {
  const connections = new Connections();
  try {
    if (!(await isFile(file)) || !(await hasSigns(file))) return connections;
    const isWanted = (text: string) => SIGNS.some((sign) => text.includes(sign));
    for await (const raw of readRawEntries(file, {}, isWanted)) {
      const { entry } = readEntry(raw.value);
      if (entry) connections.foresee(entry);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error; // A broken file is reported where its entries are read.
  }

  return connections;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false, // Reading the file reports the error.
  );
}

async function hasSigns(file: string): Promise<boolean> {
  let end = Buffer.alloc(0);
  for await (const chunk of textChunksOf(file)) {
    const overlap = Buffer.concat([end, chunk.subarray(0, LONGEST_SIGN)]);
    if (SIGNS.some((sign) => chunk.includes(sign) || overlap.includes(sign))) return true;
    end = Buffer.concat([end, chunk.subarray(-LONGEST_SIGN)]).subarray(-LONGEST_SIGN);
  }

  return false;
}
