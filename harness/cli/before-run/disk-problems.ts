import { existsSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { sizeText } from '../../model/size-text.ts';
import type { Problem } from './problem.ts';

/** Logs, reports and the stand-in engine's profile, bytes. */
const RUN_BYTES = 200e6;
/** The evidence of a case and its part of the reports, bytes: a case of the demo takes about 3 MB. */
const CASE_BYTES = 10e6;

/**
 * Disks on which the run would not fit: that of the run's folder, and that of temporary files.
 * @param runDir need not exist yet
 */
export function diskProblems(
  runDir: string,
  cases: number,
  freeBytes: (folder: string) => number = freeBytesOf,
): Problem[] {
  const needed = RUN_BYTES + cases * CASE_BYTES;
  const folders = [
    { folder: existingParent(runDir), fix: 'free some space, or name a folder on another disk with --out' },
    { folder: tmpdir(), fix: 'free some space, or name a folder on another disk with TMPDIR' },
  ];
  const [first, second] = folders;
  const disks =
    first && second && statSync(first.folder).dev === statSync(second.folder).dev ? [first] : folders;

  return disks.flatMap(({ folder, fix }) => {
    const free = freeBytes(folder);
    if (free >= needed) return [];

    return {
      what: `the disk of ${folder} has ${sizeText(free)} free, and the run needs about ${sizeText(needed)}`,
      fix,
      stopsRun: true,
    };
  });
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);

  return bavail * bsize;
}

function existingParent(path: string): string {
  return existsSync(path) ? path : existingParent(dirname(path));
}
