import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { reasonOf } from '../model/fault.ts';

/** A body that a HAR keeps in another file. `why` says what is wrong with it. */
export interface AttachedBody {
  bytes: Uint8Array;
  why?: string;
}

/** Bytes. A larger file is not read. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads the file in which Playwright keeps a body: next to the HAR (`_file`), or in `resources/` of a trace (`_sha1`). Its
 * name is the SHA-1 of the content and an extension. A file outside the HAR's folder is not read, also through links.
 */
export async function readAttachedBody(har: string, name: string): Promise<AttachedBody> {
  const folder = dirname(har);
  for (const path of [join(folder, name), join(folder, 'resources', name)]) {
    const found = await readInside(folder, path);
    if (found === undefined) continue;
    if (typeof found === 'string') return lacking(`the file ${name}, which ${found}`);
    const sha1 = /^([0-9a-f]{40})(?:\.|$)/i.exec(name)?.[1]?.toLowerCase();
    const isNamed = sha1 === undefined || createHash('sha1').update(found).digest('hex') === sha1;

    return { bytes: found, ...(!isNamed && { why: `the file ${name} does not have the SHA-1 of its name` }) };
  }

  return lacking(`the file ${name}, which is missing`);
}

/** The content; undefined where there is no such file, or what is wrong with it. */
async function readInside(folder: string, path: string): Promise<Uint8Array | string | undefined> {
  try {
    const real = await realpath(path);
    const inside = relative(await realpath(folder), real);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return "is not in the HAR's folder";
    const found = await stat(real);
    if (!found.isFile()) return 'is not a file';
    if (found.size > MAX_BYTES) return 'is too large';

    return await readFile(real);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;

    return `cannot be read (${reasonOf(error)})`;
  }
}

function lacking(what: string): AttachedBody {
  return { bytes: new Uint8Array(), why: `the HAR keeps the content in ${what}` };
}
