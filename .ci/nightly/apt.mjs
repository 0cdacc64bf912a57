import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {import('./workspace.mjs').Workspace} Workspace */
/** A version that apt offers, and where: `bookworm-security/main`. @typedef {{ version: string, suite: string }} Offer */

/**
 * Every version of a package that apt offers now, newest first.
 * @param {Workspace} workspace
 * @param {string} name
 * @returns {Promise<Offer[]>} empty where there is no apt, or no such package
 */
export async function offersOf(workspace, name) {
  const { ok, output } = await workspace.run('apt-cache', ['madison', name]);

  return ok ? readMadison(output) : [];
}

/**
 * @param {string} output of `apt-cache madison`: lines of `name | version | location suite architecture Packages`
 * @returns {Offer[]} each version once
 */
export function readMadison(output) {
  /** @type {Map<string, Offer>} */
  const offers = new Map();
  for (const line of output.split('\n')) {
    const [, version, place] = line.split('|').map((column) => column.trim());
    const suite = place?.split(' ')[1];
    if (version && suite && !offers.has(version)) offers.set(version, { version, suite });
  }

  return [...offers.values()];
}

/**
 * Downloads packages with apt and unpacks them with dpkg, without installing anything.
 * @param {Workspace} workspace
 * @param {string[]} names
 * @param {string} version the same for all of them
 * @returns {Promise<{ root: string } | { reason: string }>} the folder with the unpacked `/`
 */
export async function unpack(workspace, names, version) {
  const folder = join(workspace.folder, `${names[0]}-${version.replaceAll(/[^\w.+-]/g, '_')}`);
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  const download = await workspace.run(
    'apt-get',
    ['download', '-q', ...names.map((name) => `${name}=${version}`)],
    {
      cwd: folder,
    },
  );
  if (!download.ok) return { reason: download.reason };
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await workspace.run('dpkg', ['-x', join(folder, file), root]);
    if (!unpacked.ok) return { reason: unpacked.reason };
  }

  return { root };
}
