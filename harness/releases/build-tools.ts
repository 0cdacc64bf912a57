import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';

export type BuildTool = 'aapt2' | 'apksigner' | 'zipalign';

export interface ToolResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The folder of Android's SDK in Debian's packages. */
const DEBIAN_SDK = '/usr/lib/android-sdk';

/**
 * Runs one of Android's build tools and waits for its end; any exit code is a result. The tool is searched for under
 * ANDROID_HOME and ANDROID_SDK_ROOT (newest build-tools first), then in PATH, then in Debian's SDK.
 *
 * @throws {Fault} if the tool or the Java that it needs is missing
 */
export async function runBuildTool(tool: BuildTool, args: readonly string[]): Promise<ToolResult> {
  const program = await findBuildTool(tool);
  const result = await run(program, args);
  if (result.exitCode !== 0 && isJavaMissing(result.stderr))
    throw new Fault(`${program} cannot start Java: ${result.stderr.trim().slice(0, 500)}`, {
      fix: 'install a Java runtime, 17 or newer: apt install default-jre-headless',
    });

  return result;
}

/** Messages of shells, macOS and the JVM if Java is missing, is too old or has too little memory. */
const JAVA_MISSING = [
  /\bjava\b.*(?:not found|no such file)/i,
  /\bJAVA_HOME\b/,
  /Unable to locate a Java Runtime/i,
  /\bUnsupportedClassVersionError\b/,
  /^Error: Could not create the Java Virtual Machine/m,
  /^Error occurred during initialization of VM/m,
];

/** Whether a build tool failed because no Java could run it, by its stderr. */
export function isJavaMissing(stderr: string): boolean {
  return JAVA_MISSING.some((wording) => wording.test(stderr));
}

/** The path of a build tool. @throws {Fault} if no folder has it */
async function findBuildTool(tool: BuildTool): Promise<string> {
  const folders = await foldersOfTools();
  for (const folder of folders) {
    const file = join(folder, tool);
    if (await isProgram(file)) return file;
  }

  throw new Fault(`Android's ${tool} is neither under ANDROID_HOME nor in PATH`, {
    fix: `install ${tool}: apt install ${tool === 'aapt2' ? 'aapt' : tool}, or set ANDROID_HOME to an Android SDK with build-tools`,
  });
}

async function foldersOfTools(): Promise<string[]> {
  const { ANDROID_HOME, ANDROID_SDK_ROOT, PATH } = process.env;
  const sdks = [ANDROID_HOME, ANDROID_SDK_ROOT].flatMap((folder) => (folder ? [folder] : []));
  const inSdks = await Promise.all([...sdks, DEBIAN_SDK].map(buildToolsOf));
  const userFolders = inSdks.slice(0, sdks.length).flat();

  return [...userFolders, ...(PATH ?? '').split(delimiter).filter(Boolean), ...(inSdks.at(-1) ?? [])];
}

async function buildToolsOf(sdk: string): Promise<string[]> {
  const folder = join(sdk, 'build-tools');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []; // The SDK has no build tools.
    throw new Fault(`cannot read ${folder}: ${error.message}`, { cause: error });
  });
  names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

  return names.map((name) => join(folder, name));
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);

    return true;
  } catch (error) {
    // The file is missing or cannot be run by this user, but the next folder may have the tool too.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw new Fault(`cannot check whether ${file} is executable: ${reasonOf(error)}`, { cause: error });
  }
}

/** The resources of a large browser in 80 languages have some 60 MB as text. */
const OUTPUT_LIMIT_BYTES = 400 * 2 ** 20;

function run(program: string, args: readonly string[]): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: OUTPUT_LIMIT_BYTES }, (error, stdout, stderr) => {
      if (!error) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else reject(new Fault(`cannot run ${program}: ${error.message}`, { cause: error }));
    });
  });
}
