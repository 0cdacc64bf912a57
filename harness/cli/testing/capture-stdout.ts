import { stripVTControlCharacters } from 'node:util';

/** Runs a function and returns its result and its standard output, without colours. */
export async function captureStdout<T>(run: () => Promise<T>): Promise<{ result: T; stdout: string }> {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (chunk: string | Uint8Array) => {
    written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));

    return true;
  };
  try {
    return { result: await run(), stdout: stripVTControlCharacters(written.join('')) };
  } finally {
    process.stdout.write = write;
  }
}
