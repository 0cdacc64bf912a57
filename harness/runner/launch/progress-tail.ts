import { open } from 'node:fs/promises';
import { placeOf } from '../../evidence/json-file.ts';
import { reasonOf } from '../../model/fault.ts';
import { printable } from '../../model/printable.ts';
import { type Progress, progressFile, progressSchema } from '../progress.ts';

const POLL_MS = 200;
/** Characters of an unreadable line that are printed. */
const MAX_PRINTED = 200;

/**
 * Follows `progress.ndjson`; `stop()` first reads the unread rest.
 * @param complain gets one sentence for each line that cannot be read, and for each new error of the file. No verdict depends
 * on a line: when the run ends, every verdict is read from the folder of its case.
 */
export function followProgress(
  runDir: string,
  listener: (progress: Progress) => void,
  complain: (text: string) => void,
): { stop(): Promise<void> } {
  let position = 0;
  let unfinishedLine = '';
  let stopped = false;
  let lastError: string | undefined;
  const readLine = (line: string): void => {
    const { progress, problem } = parseProgress(line);
    if (progress) listener(progress);
    else
      complain(
        `a line of progress.ndjson cannot be read: ${problem}: ${printable(line.slice(0, MAX_PRINTED))}`,
      );
  };
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
      for (const line of lines) readLine(line);
    } finally {
      await file.close();
    }
  };
  const readOrComplain = async (): Promise<void> => {
    try {
      await read();
      lastError = undefined;
    } catch (error) {
      const reason = reasonOf(error);
      // The next poll tries again. An error that stays is printed once.
      if (reason !== lastError) complain(`progress.ndjson cannot be read: ${reason}`);
      lastError = reason;
    }
  };
  const loop = (async () => {
    while (!stopped) {
      await readOrComplain();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();

  return {
    async stop() {
      stopped = true;
      await loop;
      await readOrComplain();
      // A worker that was killed can leave a line without its end.
      if (unfinishedLine !== '') readLine(unfinishedLine);
    },
  };
}

type ParsedLine = { progress: Progress; problem?: never } | { progress?: never; problem: string };

function parseProgress(line: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
  const checked = progressSchema.safeParse(value);
  if (checked.success) return { progress: checked.data };
  const [issue] = checked.error.issues;

  return { problem: issue ? `${placeOf(issue.path)}: ${issue.message}` : 'not valid' };
}
