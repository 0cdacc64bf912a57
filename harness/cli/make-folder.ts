import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';

/** Makes a folder that was named with `--out`, and its parents. @throws {Fault} where it cannot be made */
export function makeFolder(path: string): void {
  try {
    make(path);
  } catch (error) {
    throw new Fault(`cannot make the folder ${path}: ${reasonOf(error)}`, {
      fix: 'name another with --out',
      cause: error,
    });
  }
}

/** Node's own way of making parents never comes back where they can never be made (/proc). */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path);
}
