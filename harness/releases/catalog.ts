import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type * as z from 'zod';
import { Fault, reasonOf } from '../model/fault.ts';
import { closestIssue, issueText } from '../model/issue-text.ts';
import { type Catalog, type CataloguedRelease, catalogSchema } from '../model/release.ts';
import { orderReleases } from './select.ts';

/** Relative to the project's root. */
const CATALOG_FILE = 'apks/catalog.json';

/** The catalogue of the project at `root`; empty if the file does not exist. @throws {Fault} for a broken file */
export async function loadCatalog(root: string): Promise<Catalog> {
  const file = join(root, CATALOG_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { schema: 'leakgate/catalog@1', releases: [] };
    throw new Fault(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  const catalog = catalogSchema.safeParse(parse(text, file), { error: issueText });
  if (!catalog.success)
    throw new Fault(`${file} is not a catalogue: ${firstIssue(catalog.error)}`, {
      fix: 'move the catalogue file away, then add the APKs again: leakgate apks add PATH',
    });

  return catalog.data;
}

/** Writes the catalogue in order, atomically. */
export async function saveCatalog(root: string, catalog: Catalog): Promise<void> {
  const ordered: Catalog = { schema: catalog.schema, releases: orderReleases(catalog.releases) };
  await writeFileAtomic(join(root, CATALOG_FILE), `${JSON.stringify(ordered, null, 2)}\n`);
}

/** Adds a release to the catalogue; it replaces one with the same digest or the same file. */
export function withRelease(catalog: Catalog, release: CataloguedRelease): Catalog {
  const others = catalog.releases.filter(
    ({ sha256, file }) => sha256 !== release.sha256 && file !== release.file,
  );

  return { ...catalog, releases: orderReleases([...others, release]) };
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues.map(closestIssue);

  return issue ? `${issue.path.map(String).join('.') || 'the file'} ${issue.message}` : 'it is not valid';
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(`${file} is not JSON: ${reasonOf(error)}`, { cause: error });
  }
}
