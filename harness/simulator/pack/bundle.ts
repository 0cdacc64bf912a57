import { buildSync, type BuildFailure } from 'esbuild';
import { Fault, reasonOf } from '../../model/fault.ts';

/**
 * Bundles `browser.js` and the files that it imports (`../lib/sensors.js`) to one module without imports. The text depends
 * only on the sources. Throws a Fault for a syntax error, an import that is not a file, or a missing default export.
 */
export function bundleScript(dir: string): string {
  const { text, inputs, exported } = build(dir);
  const foreignInputs = inputs.find((input) => !input.endsWith('.js') || input.includes('node_modules'));
  if (foreignInputs !== undefined)
    throw new Fault(`${dir}/browser.js imports ${foreignInputs}`, {
      fix: 'let browser.js import only the .js files of its own project, no packages',
    });
  if (!exported.includes('default'))
    throw new Fault(`${dir}/browser.js has no default export`, {
      fix: 'write: export default function (browser) { ... }',
    });

  return text;
}

function build(dir: string): { text: string; inputs: string[]; exported: string[] } {
  try {
    const { outputFiles, metafile } = buildSync({
      absWorkingDir: dir,
      entryPoints: ['./browser.js'],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      charset: 'utf8',
      outfile: 'bundled.js',
      write: false,
      metafile: true,
      logLevel: 'silent',
      // No configuration outside the sources may change how they are read.
      tsconfigRaw: '{}',
    });
    const [output] = Object.values(metafile.outputs);

    return {
      text: outputFiles.map(({ text }) => text).join(''),
      inputs: Object.keys(metafile.inputs),
      exported: output?.exports ?? [],
    };
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    const location = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
    throw new Fault(`cannot pack ${dir}/browser.js: ${location}${first?.text ?? reasonOf(error)}`, {
      fix: 'correct the script; it is an ES module that may import .js files by relative paths',
      cause: error,
    });
  }
}
