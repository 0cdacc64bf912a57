import * as z from 'zod';
import { type BrowserDeclaration, browserSchema } from '../model/browser.ts';
import { reasonOf } from '../model/fault.ts';

/** A `browser.json` with its defaults filled in. @throws {Error} naming every wrong key by its path */
export function checkDeclaration(json: string): BrowserDeclaration {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`browser.json is not JSON: ${reasonOf(error)}`, { cause: error });
  }
  const declaration = browserSchema.safeParse(value);
  if (!declaration.success) throw new Error(`browser.json: ${problemsOf(declaration.error).join('; ')}`);

  return declaration.data;
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${z.core.toDotPath([...issue.path, key])}: unknown key`);

    return [`${issue.path.length > 0 ? z.core.toDotPath(issue.path) : 'the whole'}: ${issue.message}`];
  });
}
