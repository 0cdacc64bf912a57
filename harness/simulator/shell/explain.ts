import type { Writable } from 'node:stream';
import { AndroidError, type Unmodelled } from '../device.ts';
import { FileError } from '../files/file-error.ts';
import { NOT_FOUND, NotModelled } from './command.ts';

/** The exit code after SIGHUP: the reader has disconnected. */
export const HUNG_UP = 129;

/** Writes a command's error to stderr and returns its exit code. Requests that are not modelled and bugs are also reported. */
export function explain(error: unknown, name: string, stderr: Writable, unmodelled: Unmodelled): number {
  if (error instanceof NotModelled) {
    unmodelled.report('shell', error.message);
    stderr.write(`${name}: not modelled by the simulated handset: ${error.message}\n`);
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
