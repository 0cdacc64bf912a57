import * as z from 'zod';
import { Fault } from '../model/fault.ts';
import { type Sdk, sdkFileSchema } from '../model/sdk.ts';
import { type HostRow, hostRowSchema, type ResponderRow, responderRowSchema } from '../model/tables.ts';
import { type IdentifierRow, identifierRowSchema } from '../model/ties.ts';
import { readFolder } from './read-folder.ts';
import { readTable, tablesRoot } from './read-table.ts';

/** A folder with one file for each SDK; the file's name is the SDK's id. */
const FOLDER = 'harness/sdks/data';
const GENERIC_IDENTIFIERS = 'harness/detect/data/identifiers.yaml';

/** All SDKs, in the order of their ids. @throws {Fault} for a broken file, naming the file and the key */
export async function readSdks(root = tablesRoot): Promise<Sdk[]> {
  const files = await readFolder(FOLDER, sdkFileSchema, root);

  return files.map(({ id, value }) => ({ id, ...value }));
}

/** Known recipients: the hosts of SDKs and the rows of hosts.yaml. */
export async function readHosts(sdks: readonly Sdk[], root = tablesRoot): Promise<HostRow[]> {
  const generic = await readTable('harness/verdict/data/hosts.yaml', z.array(hostRowSchema), root);

  return [...sdks.flatMap(({ hosts }) => hosts), ...generic];
}

/** Fields that hold identifiers, each once. @throws {Fault} where two files disagree on what a field means */
export async function readIdentifiers(sdks: readonly Sdk[], root = tablesRoot): Promise<IdentifierRow[]> {
  const generic = await readTable(GENERIC_IDENTIFIERS, z.array(identifierRowSchema), root);
  const all = [
    ...sdks.flatMap(({ id, identifiers }) =>
      identifiers.map((row) => ({ row, file: `${FOLDER}/${id}.yaml` })),
    ),
    ...generic.map((row) => ({ row, file: GENERIC_IDENTIFIERS })),
  ];
  const known = new Map<string, (typeof all)[number]>();
  for (const each of all) {
    const earlier = known.get(each.row.field);
    if (!earlier) known.set(each.row.field, each);
    else if (earlier.row.means !== each.row.means)
      throw new Fault(
        `the field '${each.row.field}' means ${each.row.means} in ${each.file}, but ${earlier.row.means} in ${earlier.file}`,
        { fix: 'Give the field the same meaning in both files: the one that lasts longer.' },
      );
  }

  return [...known.values()].map(({ row }) => row);
}

/**
 * All responders in the order in which the recorder tries them: probes, then rows of SDKs, the more exact ones first, then all
 * other rows. The order of SDKs does not matter.
 */
export async function readResponders(sdks: readonly Sdk[], root = tablesRoot): Promise<ResponderRow[]> {
  const generic = await readTable('harness/origins/data/responders.yaml', z.array(responderRowSchema), root);
  const sdkRows = sdks.flatMap(({ responders }) => responders).toSorted((a, b) => rankOf(a) - rankOf(b));
  const rows = [
    ...generic.filter(({ kind }) => kind === 'probe'),
    ...sdkRows,
    ...generic.filter(({ kind }) => kind !== 'probe'),
  ];
  const duplicate = rows.find(({ name }, at) => rows.findIndex((row) => row.name === name) !== at);
  if (duplicate)
    throw new Fault(`two responders are named ${duplicate.name}`, {
      fix: 'Give each responder its own name, because evidence refers to a responder by name.',
    });

  return rows;
}

/** The position of an SDK's row: exact paths first, then paths with a wildcard, then rows for any host. */
function rankOf({ host, path }: ResponderRow): number {
  return host === '*' ? 2 : path.includes('*') ? 1 : 0;
}
