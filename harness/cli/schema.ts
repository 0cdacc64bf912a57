import * as z from 'zod';
import { browserSchema } from '../model/browser.ts';
import type { ExitCode } from '../model/exit.ts';

/** `handset schema`: the JSON Schema of `browser.json`, on stdout. */
export async function schema(): Promise<ExitCode> {
  process.stdout.write(`${JSON.stringify(browserJsonSchema(), null, 2)}\n`);

  return await Promise.resolve<ExitCode>(0);
}

/** The contents of a `browser.json`: keys with a default are optional, unknown keys are refused. */
export function browserJsonSchema(): unknown {
  return { ...z.toJSONSchema(browserSchema, { io: 'input' }), title: 'browser.json of a simulated browser' };
}
