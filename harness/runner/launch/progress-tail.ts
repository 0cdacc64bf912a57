import { open } from 'node:fs/promises';
import { type Progress, progressFile, progressSchema } from '../progress.ts';

const POLL_MS = 200;

/** Follows `progress.ndjson`; `stop()` first reads the unread rest. */
export function followProgress(
  runDir: string,
  listener: (progress: Progress) => void,
): { stop(): Promise<void> } {
  let position = 0;
  let unfinishedLine = '';
  let stopped = false;
  const read = async (): Promise<void> => {
    const file = await open(progressFile(runDir), 'a+');
    try {
      const { size } = await file.stat();
      if (size <= position) return;
      const chunk = Buffer.alloc(size - position);
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      position += bytesRead;
      const lines = (unfinishedLine + chunk.toString('utf8', 0, bytesRead)).split('\n');
      unfinishedLine = lines.pop() ?? '';
      for (const line of lines) listener(progressSchema.parse(JSON.parse(line)));
    } finally {
      await file.close();
    }
  };
  const loop = (async () => {
    while (!stopped) {
      await read();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();

  return {
    async stop() {
      stopped = true;
      await loop;
      await read();
    },
  };
}
