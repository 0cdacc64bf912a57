import { z } from 'zod';
import { type BrowserDeclaration, browserSchema } from '../model/browser.ts';
import { reasonOf } from '../model/fault.ts';

/** A `browser.json` with its defaults filled in. Throws an Error that names every wrong key with its path. */
export function checkDeclaration(json: string): BrowserDeclaration {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`browser.json is not JSON: ${reasonOf(error)}`, { cause: error });
  }
  const declaration = browserSchema.safeParse(value);
  if (!declaration.success) {
    const problems = declaration.error.issues.map(
      ({ path, message }) => `${path.length > 0 ? z.core.toDotPath(path) : 'the whole'}: ${message}`,
    );
    throw new Error(`browser.json: ${problems.join('; ')}`);
  }

  return declaration.data;
}
