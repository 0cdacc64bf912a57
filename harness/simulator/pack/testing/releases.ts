import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserDeclaration } from '../../../model/browser.ts';
import { checkDeclaration } from '../../../releases/declaration.ts';
import { bundleScript } from '../bundle.ts';
import type { Script } from './fake-browser.ts';

/** Where the simulated browsers' sources and APKs are. */
export const SIMULATED = resolve(import.meta.dirname, '../../../../apks/simulated');

/** The names of the tracked simulated releases, such as `mint-3.4.0`. */
export function trackedReleases(): string[] {
  return foldersIn(SIMULATED).filter((name) => !['keys', 'lib', 'proving'].includes(name));
}

/** Those of the proving ground, such as `proving/mint-9.0.0-pinned`. */
export function provingReleases(): string[] {
  return foldersIn(join(SIMULATED, 'proving')).map((name) => `proving/${name}`);
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export function declarationOf(release: string): BrowserDeclaration {
  return checkDeclaration(readFileSync(join(SIMULATED, release, 'browser.json'), 'utf8'));
}

/** A release's script as it is packed, run by Node. */
export async function scriptOf(release: string): Promise<Script> {
  const text = bundleScript(join(SIMULATED, release));
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { default: Script };

  return module.default;
}
