import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

/** Larger files of a folder are stored with Brotli. */
const LARGE_BYTES = 96 * 1024;
const PACKED = '.br';
/** The window that reaches back over a whole file: the visits of an experiment repeat each other. */
const PARAMS = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 };

/** Replaces the large files of a folder by compressed ones. */
export async function packLargeFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const file = join(dir, name);
    if (name.endsWith(PACKED) || (await stat(file)).size < LARGE_BYTES) continue;
    await writeFile(
      `${file}${PACKED}`,
      await promisify(brotliCompress)(await readFile(file), { params: PARAMS }),
    );
    await rm(file);
  }
}

/** Calls `read` with a folder that has the files of `dir` as they were before they were packed. */
export async function withUnpacked<T>(dir: string, read: (dir: string) => Promise<T>): Promise<T> {
  const names = await readdir(dir);
  if (!names.some((name) => name.endsWith(PACKED))) return await read(dir);
  const unpacked = await mkdtemp(join(tmpdir(), 'leakgate-recording-'));
  try {
    for (const name of names)
      if (name.endsWith(PACKED))
        await writeFile(
          join(unpacked, name.slice(0, -PACKED.length)),
          await promisify(brotliDecompress)(await readFile(join(dir, name))),
        );
      else await copyFile(join(dir, name), join(unpacked, name));

    return await read(unpacked);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}
