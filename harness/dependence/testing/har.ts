import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TimedExchange } from '../message.ts';
import type { Stage } from '../stage.ts';

/** Writes a stage as `leakgate experiment` reads it: a folder for each page, a HAR for each block. */
export async function writeStage(dir: string, { arms, blocks }: Stage): Promise<void> {
  for (const [at, { arm, exchanges }] of blocks.entries()) {
    const folder = join(dir, arms[arm] ?? '');
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${String(at).padStart(3, '0')}.har`);
    await writeFile(file, JSON.stringify({ log: { version: '1.2', entries: exchanges.map(entryOf) } }));
  }
}

function entryOf({ at, method, url, headers, body, messages }: TimedExchange): unknown {
  return {
    startedDateTime: at,
    request: {
      method,
      url,
      headers: headers.map(([name, value]) => ({ name, value })),
      ...(body.length > 0 && {
        postData: { mimeType: '', text: Buffer.from(body).toString('base64'), encoding: 'base64' },
      }),
    },
    response: { status: 200 },
    ...(messages.length > 0 && {
      _webSocketMessages: messages.map(({ data }) => ({
        type: 'send',
        time: 0,
        opcode: 2,
        data: Buffer.from(data).toString('base64'),
      })),
    }),
  };
}
