import * as z from 'zod';
import type { Command, Route } from './route.ts';
import { WireError } from './wire-error.ts';

/** A route with a body. A wrong body is refused with the route, the key and the error. */
export function routeWithBody<Body extends z.ZodType>(row: {
  method: Route['method'];
  path: string;
  touches?: true;
  body: Body;
  handle: (command: Command, body: z.output<Body>) => unknown;
}): Route {
  const { method, path, touches, body: schema, handle } = row;

  return {
    method,
    path,
    ...(touches && { touches }),
    handle: (command, body) => handle(command, readBody(`${method} ${path}`, schema, body)),
  };
}

export function readBody<Body extends z.ZodType>(route: string, schema: Body, body: unknown): z.output<Body> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) =>
    path.length > 0 ? `'${path.join('.')}': ${message}` : message,
  );

  throw new WireError('invalid argument', `${route}: ${wrong.join('; ')}`);
}

/** Both keys of an element's id: JSON Wire Protocol's and W3C's. */
export const ID_NAMES = ['ELEMENT', 'element-6066-11e4-a52e-4f735466cecf'] as const;

/** An element as a client sends it, with either key; parsed to its id. */
export const elementSchema = z
  .object({ [ID_NAMES[0]]: z.string().optional(), [ID_NAMES[1]]: z.string().optional() })
  .transform((element, context) => {
    const id = element[ID_NAMES[0]] ?? element[ID_NAMES[1]];
    if (id !== undefined) return id;
    context.addIssue(`an element must have one of the keys ${ID_NAMES.join(', ')}`);

    return z.NEVER;
  });

export const pointSchema = z.object({ x: z.number(), y: z.number() });
