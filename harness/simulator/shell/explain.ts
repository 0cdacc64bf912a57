import type { Writable } from 'node:stream';
import { AndroidError, type Unmodelled } from '../device.ts';
import { FileError } from '../files/file-error.ts';
import { NOT_FOUND, NotModelled } from './command.ts';

/** What a shell is told that nobody reads any more (SIGHUP). */
export const HUNG_UP = 129;

/** Tells on stderr what a command died of, and gives its exit code. What is not modelled, and what is a mistake of ours, is reported. */
export function explain(error: unknown, name: string, stderr: Writable, unmodelled: Unmodelled): number {
  if (error instanceof NotModelled) {
    unmodelled.report('shell', error.message);
    stderr.write(`${name}: not modelled by this handset: ${error.message}\n`);
    return NOT_FOUND;
  }
  if (error instanceof FileError) stderr.write(`${name}: ${error.path}: ${error.message}\n`);
  else if (error instanceof AndroidError) stderr.write(`${name}: ${error.message}\n`);
  else {
    unmodelled.report('shell', `${name}: ${String(error)}`);
    stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }

  return 1;
}
