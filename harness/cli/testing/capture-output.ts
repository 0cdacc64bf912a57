/** Runs a function and returns all that it writes on stdout and stderr, as it is written. */
export async function captureOutput(run: () => Promise<unknown>): Promise<string> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams)
    stream.write = (chunk: string | Uint8Array) => {
      written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));

      return true;
    };
  try {
    await run();
  } finally {
    streams.forEach((stream, at) => {
      stream.write = writes[at] ?? stream.write;
    });
  }

  return written.join('');
}
