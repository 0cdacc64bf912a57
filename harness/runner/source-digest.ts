import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { Fault, reasonOf } from '../model/fault.ts';
import { builtRules } from './built-rules.ts';

/**
 * SHA-256 of what a source file does, lowercase hex. Comments, formatting and types of TypeScript do not count, nor do
 * comments and formatting of YAML.
 * @param path names the file in errors; `.ts` or `.yaml`
 * @throws {Fault} where the file does not parse
 */
export async function digestOfSource(path: string, text: string): Promise<string> {
  const key = sha256(`${path}\n${text}`);
  const digest =
    knownDigests.get(key) ??
    sha256(path.endsWith('.yaml') ? contentOfTable(path, text) : await codeOf(path, text));
  knownDigests.set(key, digest);

  return digest;
}

/**
 * Digests of sources by the SHA-256 of path and text: reading 300 files takes milliseconds, parsing them almost a second. A
 * build contains the digests of its own sources.
 */
const knownDigests = new Map<string, string>(Object.entries(builtRules?.digests ?? {}));

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function codeOf(path: string, text: string): Promise<string> {
  const { transform } = await import('esbuild'); // Rarely needed in a build, and slow to load.
  try {
    const { code } = await transform(text, {
      loader: 'ts',
      sourcefile: path,
      target: 'esnext',
      charset: 'utf8',
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'silent',
      // Keeps imports that only a type uses otherwise: importing a module may have effects.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });

    return code;
  } catch (error) {
    throw new Fault(`${path} is not TypeScript: ${reasonOf(error)}`, { cause: error });
  }
}

/** The values of a table as JSON, in their order: readers may depend on the order of rows and keys. */
function contentOfTable(path: string, text: string): string {
  let values: unknown;
  try {
    values = parse(text);
  } catch (error) {
    throw new Fault(`${path} is not YAML: ${reasonOf(error)}`, { cause: error });
  }

  return JSON.stringify(values ?? null, (key, value: unknown) => {
    // JSON writes null for these, so that two different tables would look the same.
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new Fault(`${path} has ${value} under ${key}; a table holds finite numbers`);

    return value;
  });
}
