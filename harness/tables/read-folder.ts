import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type * as z from 'zod';
import { Fault, invariant, reasonOf } from '../model/fault.ts';
import { readRecord } from './read-table.ts';

/** The content of one file in a folder; the file's name without `.yaml` is the id. */
export interface TableFile<T> {
  id: string;
  value: T;
}

/**
 * Reads all YAML files of a folder, in the order of their ids.
 * @param except ids of files with another schema
 * @throws {Fault} for a broken file, naming the file and the key, and for a file name that is not an id
 */
export async function readFolder<T>(
  folder: string,
  schema: z.ZodType<T>,
  root: string,
  except: readonly string[] = [],
): Promise<TableFile<T>[]> {
  const names = await readdir(join(root, folder)).catch((error: unknown) => {
    throw new Fault(`cannot read the folder ${folder}: ${reasonOf(error)}`);
  });
  for (const name of names)
    invariant(
      /^[a-z0-9][a-z0-9-]*\.yaml$/.test(name),
      `the file name of ${folder}/${name} is not a valid id`,
      'Name the file in lower case, with hyphens: some-name.yaml.',
    );
  const ids = names.map((name) => basename(name, '.yaml')).filter((id) => !except.includes(id));

  return Promise.all(
    ids.sort().map(async (id) => ({ id, value: await readRecord(`${folder}/${id}.yaml`, schema, root) })),
  );
}
