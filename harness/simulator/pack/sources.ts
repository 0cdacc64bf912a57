import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BrowserDeclaration } from '../../model/browser.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { checkDeclaration } from '../../releases/declaration.ts';
import { bundleScript } from './bundle.ts';

/** The sources of a simulated browser. */
export interface Sources {
  declaration: BrowserDeclaration;
  /** The text of `browser.json` that is packed: without `truth`, so that a running browser cannot see what is expected. */
  json: string;
  /** `browser.js` with the files that it imports, as one module. */
  script: string;
}

const FOLDER_FIX = 'name a folder with browser.json and browser.js; CONTRIBUTING.md describes both';

/** Reads and checks `browser.json` and `browser.js` in a folder. @throws {Fault} with the file, the error and its fix */
export async function readSources(dir: string): Promise<Sources> {
  const { declaration, json } = await readDeclaration(dir);

  return { declaration, json, script: await readScript(resolve(dir)) };
}

async function readDeclaration(dir: string): Promise<Pick<Sources, 'declaration' | 'json'>> {
  const file = join(dir, 'browser.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault(`the folder ${dir} contains no simulated browser: ${reasonOf(error)}`, {
      fix: FOLDER_FIX,
      cause: error,
    });
  });
  try {
    const declaration = checkDeclaration(text);
    const { truth: _truth, $schema: _schema, ...packed } = JSON.parse(text) as Record<string, unknown>;

    return { declaration, json: `${JSON.stringify(packed, null, 2)}\n` };
  } catch (error) {
    throw new Fault(`${file}: ${reasonOf(error)}`, {
      fix: 'compare browser.json with its schema: leakgate handset schema',
      cause: error,
    });
  }
}

async function readScript(dir: string): Promise<string> {
  await access(join(dir, 'browser.js')).catch((error: unknown) => {
    throw new Fault(`${dir} has no browser.js: ${reasonOf(error)}`, { fix: FOLDER_FIX, cause: error });
  });

  return bundleScript(dir);
}
