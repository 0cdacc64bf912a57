import { access, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserDeclaration } from '../../model/browser.ts';
import { Fault, invariant, reasonOf } from '../../model/fault.ts';
import { type BuildTool, runBuildTool } from '../../releases/build-tools.ts';
import { readFamilies } from '../../tables/families.ts';
import { frameworkResources } from './framework.ts';
import { manifestXml } from './manifest-xml.ts';
import { writeResources } from './resources-xml.ts';
import { readSources } from './sources.ts';

export interface Packed {
  declaration: BrowserDeclaration;
  /** Size of the APK. */
  bytes: number;
}

/** Test keys, one per family; they are in the repository on purpose. */
const KEYS = resolve(import.meta.dirname, '../../../apks/simulated/keys');

/**
 * Packs the sources of a simulated browser, `browser.json` and `browser.js` in `dir`, into a small signed APK at `out`.
 * The same sources and tools give the same bytes. `truth` is left out, as a running browser must not see what is expected.
 */
export async function packBrowser(dir: string, out: string): Promise<Packed> {
  const { declaration, json, script } = await readSources(dir);
  const work = await mkdtemp(join(tmpdir(), 'leakgate-pack-'));
  try {
    const apk = await build(work, declaration, json, script);
    await copyFile(apk, out).catch((error: unknown) => {
      throw new Fault(`cannot write ${out}: ${reasonOf(error)}`, { cause: error });
    });

    return { declaration, bytes: (await stat(out)).size };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function build(
  work: string,
  declaration: BrowserDeclaration,
  json: string,
  script: string,
): Promise<string> {
  const assets = join(work, 'assets');
  const manifest = join(work, 'AndroidManifest.xml');
  const [linked, aligned, signed] = ['linked.apk', 'aligned.apk', 'signed.apk'].map((name) =>
    join(work, name),
  );
  if (!linked || !aligned || !signed)
    throw new TypeError('a path of linked.apk, aligned.apk or signed.apk is undefined');
  await mkdir(assets);
  await Promise.all([
    writeFile(join(assets, 'browser.json'), json),
    writeFile(join(assets, 'browser.js'), script),
    writeFile(manifest, manifestXml(declaration, await labelOf(declaration.family))),
  ]);
  const framework = frameworkResources();
  const resources = await compileResources(work, declaration);
  const inputs = ['--manifest', manifest, '-I', framework, '-A', assets, ...resources];
  await tool('aapt2', ['link', '-o', linked, ...inputs]);
  await tool('zipalign', ['-f', '4', linked, aligned]);
  await tool('apksigner', [
    'sign',
    ...(await keyOf(declaration.family)),
    '--v4-signing-enabled',
    'false',
    '--out',
    signed,
    aligned,
  ]);

  return signed;
}

/** The compiled resources of a browser that declares some. */
async function compileResources(work: string, { resources }: BrowserDeclaration): Promise<string[]> {
  if (resources === null) return [];
  const [folder, compiled] = [join(work, 'res'), join(work, 'res.zip')];
  await writeResources(folder, resources);
  await tool('aapt2', ['compile', '--dir', folder, '-o', compiled]);

  return [compiled];
}

/** @throws {Fault} for an unknown family, as no catalogue could contain the APK */
async function labelOf(family: string): Promise<string> {
  const families = await readFamilies();
  const row = families.find((each) => each.family === family);
  invariant(
    row,
    `no family is named '${family}'`,
    `The families are ${families.map((each) => each.family).join(', ')}; another one is described in harness/families/data.`,
  );

  return `${row.product} (simulated)`;
}

async function keyOf(family: string): Promise<string[]> {
  const [key, certificate] = [join(KEYS, `${family}.pk8`), join(KEYS, `${family}.x509.pem`)];
  for (const file of [key, certificate])
    await access(file).catch((error: unknown) => {
      throw new Fault(`cannot read the test key of the family '${family}': ${reasonOf(error)}`, {
        fix: 'Create the key with the commands in apks/simulated/keys/README.md.',
      });
    });

  return ['--key', key, '--cert', certificate];
}

async function tool(name: BuildTool, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runBuildTool(name, args);
  if (exitCode !== 0)
    throw new Fault(
      `${name} failed with exit code ${exitCode} while packing an APK: ${`${stderr}${stdout}`.trim().slice(0, 500)}`,
    );
}
