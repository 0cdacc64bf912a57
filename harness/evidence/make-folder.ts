import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';

/**
 * Creates a folder that a user named, and its parents. @throws {Fault} where it cannot be created
 * @param option the option that names it
 */
export function makeFolder(path: string, option = '--out'): void {
  try {
    make(path);
  } catch (error) {
    throw new Fault(`cannot create the folder ${path}: ${reasonOf(error)}`, {
      fix: `name another place with ${option}`,
      cause: error,
    });
  }
}

/** Node's recursive `mkdir` never returns where parents can never be created (/proc). */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path);
}
