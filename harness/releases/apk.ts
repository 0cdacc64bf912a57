import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { BrowserDeclaration } from '../model/browser.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { UNKNOWN_SDK } from '../model/sdk.ts';
import { checkDeclaration } from './declaration.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { findSdks, mayCarryCode } from './signatures.ts';
import { readSignature } from './signer.ts';
import { createSignSearch, type SdkTexts } from './unknown-sdks.ts';
import { readEntries, readEntry } from './zip.ts';

/** Facts about an APK, read from its bytes; nothing in it is run. */
export interface ApkFacts extends Manifest {
  file: string;
  bytes: number;
  sha256: string;
  /** SHA-256 of the signing certificate, lowercase hex. */
  signer: string;
  /** The lowest API level whose Android accepts the signature; 0 for every level that the APK supports. */
  signedFromSdk: number;
  /** Whether it contains a simulated browser; then `declaration` and `source` are set. */
  simulated: boolean;
  declaration: BrowserDeclaration | undefined;
  /** The simulated browser's code, `browser.js`. */
  source: string | undefined;
  /** ABIs of its native code, sorted. */
  abis: string[];
  /** Ids of the SDKs whose signatures are in it, sorted; with `unknown` if other code looks like a reporting SDK. */
  sdks: string[];
  /** What looks like an SDK that no table knows, such as `the host track.vendor.com`. */
  unknownSdk: string | undefined;
}

/** Why a file is refused as an APK. */
export type ApkProblem = 'missing' | 'not-an-apk' | 'unsigned' | 'tampered' | 'refused' | 'broken-browser';

export class ApkFault extends Fault {
  readonly problem: ApkProblem;

  constructor(problem: ApkProblem, message: string, options?: { fix?: string; cause?: unknown }) {
    super(message, options);
    this.problem = problem;
  }
}

/** Native code of one ABI (AOSP NativeLibraryHelper). */
const NATIVE_CODE = /^lib\/([^/]+)\/[^/]+\.so$/;
const MANIFEST = 'AndroidManifest.xml';
const DECLARATION = 'assets/browser.json';
const SOURCE = 'assets/browser.js';
/** The largest size of a file that is read into memory. It is larger than any real manifest (Chrome's has 200 kB). */
const ENTRY_LIMIT_BYTES = 16 * 2 ** 20;

/**
 * Reads any APK: a browser's, a split, Appium's. Large files are read as a stream. Throws an
 * {@link ApkFault} for a file that is missing, is not an APK, or is not signed as Android requires, and a Fault if
 * apksigner or Java is missing.
 */
export async function readApk(file: string, sdks: readonly SdkTexts[]): Promise<ApkFacts> {
  const bytes = await sizeOf(file);
  const [sha256, contents] = await Promise.all([digestOf(file), readContents(file, sdks)]);
  const manifest = manifestOf(file, contents);
  const signature = await readSignature(file, sha256);
  if (signature.kind !== 'signed')
    throw new ApkFault(signature.kind, `${file} is ${SIGNATURE_PROBLEMS[signature.kind]}: ${signature.why}`);

  return {
    ...manifest,
    file,
    bytes,
    sha256,
    signer: signature.signer,
    signedFromSdk: signature.fromSdk,
    ...browserOf(file, manifest, contents.files),
    abis: [...contents.abis].sort(),
    sdks: [...contents.sdks, ...(contents.unknownSdk === undefined ? [] : [UNKNOWN_SDK])].sort(),
    unknownSdk: contents.unknownSdk,
  };
}

const SIGNATURE_PROBLEMS = {
  unsigned: 'not signed',
  tampered: 'signed, but the file was changed after it was signed',
  refused: 'signed, but not as Android requires',
};

async function sizeOf(file: string): Promise<number> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new ApkFault(
      'missing',
      error.code === 'ENOENT' ? `the file ${file} does not exist` : `cannot read ${file}: ${error.message}`,
      { cause: error },
    );
  });
  if (!stats.isFile()) throw new ApkFault('not-an-apk', `${file} is not a file`);

  return stats.size;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);

  return hash.digest('hex');
}

interface Contents {
  files: Map<string, Buffer>;
  sdks: Set<string>;
  abis: Set<string>;
  unknownSdk: string | undefined;
  /** Whether it contains APKs, as .apks, .apkm and .xapk files do. */
  bundle: boolean;
}

async function readContents(file: string, sdks: readonly SdkTexts[]): Promise<Contents> {
  const contents: Contents = {
    files: new Map(),
    sdks: new Set(),
    abis: new Set(),
    unknownSdk: undefined,
    bundle: false,
  };
  const signs = createSignSearch(sdks);
  try {
    for await (const entry of readEntries(file)) {
      if ([MANIFEST, DECLARATION, SOURCE].includes(entry.name))
        contents.files.set(entry.name, await readEntry(entry, ENTRY_LIMIT_BYTES));
      if (mayCarryCode(entry.name)) {
        await findSdks(await entry.open(), sdks, contents.sdks);
        await signs.read(await entry.open());
      }
      const abi = NATIVE_CODE.exec(entry.name)?.[1];
      if (abi !== undefined) contents.abis.add(abi);
      contents.bundle ||= entry.name.endsWith('.apk');
    }
  } catch (error) {
    throw new ApkFault('not-an-apk', `${file} is not an APK: ${reasonOf(error)}`, { cause: error });
  }

  return { ...contents, unknownSdk: signs.sign() };
}

function manifestOf(file: string, { files, bundle }: Contents): Manifest {
  const bytes = files.get(MANIFEST);
  if (!bytes && bundle)
    throw new ApkFault('not-an-apk', `${file} is a bundle of several APKs, not a single APK`, {
      fix: 'get the release as a single APK; Leakgate cannot install split APKs',
    });
  if (!bytes) throw new ApkFault('not-an-apk', `${file} is not an APK: ${MANIFEST} is missing`);
  try {
    return readManifest(bytes);
  } catch (error) {
    throw new ApkFault(
      'not-an-apk',
      `${file} is not an APK: its ${MANIFEST} cannot be read: ${reasonOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function browserOf(
  file: string,
  manifest: Manifest,
  files: ReadonlyMap<string, Buffer>,
): Pick<ApkFacts, 'simulated' | 'declaration' | 'source'> {
  const json = files.get(DECLARATION);
  const source = files.get(SOURCE);
  if (!json && !source) return { simulated: false, declaration: undefined, source: undefined };
  try {
    if (!json || !source) throw new Error(`${json ? SOURCE : DECLARATION} is missing`);
    const declaration = checkDeclaration(json.toString());
    for (const key of ['package', 'versionName', 'versionCode'] as const)
      if (declaration[key] !== manifest[key])
        throw new Error(
          `${key} is ${declaration[key]} in ${DECLARATION} and ${manifest[key]} in ${MANIFEST}`,
        );

    return { simulated: true, declaration, source: source.toString() };
  } catch (error) {
    throw new ApkFault('broken-browser', `${file} contains a broken simulated browser: ${reasonOf(error)}`, {
      fix: 'pack the simulated browser again: leakgate handset pack DIR --out APK',
      cause: error,
    });
  }
}
