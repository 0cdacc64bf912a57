import * as z from 'zod';
import { cropPng } from '../../screens/png.ts';
import { centreOf, type Rect, type UiNode } from '../../screens/node.ts';
import { attributeNamed, attributes } from '../attributes.ts';
import { findNodes } from '../find.ts';
import { ID_NAMES, routeWithBody } from '../body.ts';
import type { Command, Route } from '../route.ts';
import { screenshotOf } from '../screenshot.ts';
import { noSuchElement, WireError } from '../wire-error.ts';

const locatorSchema = z.object({
  strategy: z.string(),
  selector: z.string(),
  /** The id of the element below which to look; '' or null for the whole screen. */
  context: z.string().nullish(),
});
type Locator = z.output<typeof locatorSchema>;

/** The text itself, or its characters. */
const textSchema = z.union(
  [
    z.object({ text: z.string(), replace: z.boolean().nullish() }),
    z
      .object({ value: z.array(z.string()), replace: z.boolean().nullish() })
      .transform(({ value, replace }) => ({ text: value.join(''), replace })),
  ],
  "'text' must be a string, or 'value' a list of strings",
);
type Text = z.output<typeof textSchema>;

/** Finding elements, reading and using them. */
export const elementRoutes: readonly Route[] = [
  routeWithBody({ method: 'POST', path: '/element', body: locatorSchema, handle: findOne }),
  routeWithBody({
    method: 'POST',
    path: '/elements',
    body: locatorSchema,
    handle: async (command, locator) => (await find(command, locator)).map(modelOf),
  }),
  { method: 'GET', path: '/element/active', handle: active },
  { method: 'GET', path: '/element/:id/attribute/:name', handle: attribute },
  { method: 'GET', path: '/element/:id/text', handle: (command) => nodeOf(command).text },
  { method: 'GET', path: '/element/:id/name', handle: (command) => nodeOf(command).desc || null },
  { method: 'GET', path: '/element/:id/rect', handle: (command) => rectOf(nodeOf(command).bounds) },
  { method: 'GET', path: '/element/:id/size', handle: size },
  { method: 'GET', path: '/element/:id/location', handle: location },
  { method: 'GET', path: '/element/:id/screenshot', handle: screenshot },
  { method: 'POST', path: '/element/:id/click', touches: true, handle: click },
  routeWithBody({
    method: 'POST',
    path: '/element/:id/value',
    touches: true,
    body: textSchema,
    handle: setText,
  }),
  { method: 'POST', path: '/element/:id/clear', touches: true, handle: clear },
  routeWithBody({ method: 'POST', path: '/keys', touches: true, body: textSchema, handle: setText }),
];

async function find({ session, device }: Command, locator: Locator): Promise<string[]> {
  const scopeId = locator.context || undefined;
  if (scopeId !== undefined) session.elements.get(scopeId);
  const { snapshot, nodes } = await findNodes(locator.strategy, locator.selector, {
    take: session.elements.take,
    scopeId,
    unmodelled: device.unmodelled,
  });

  return nodes.map((node) => session.elements.give(snapshot, node));
}

async function findOne(command: Command, locator: Locator): Promise<Record<string, string>> {
  const [id] = await find(command, locator);
  if (id === undefined) throw noSuchElement();

  return modelOf(id);
}

function active({ session }: Command): Record<string, string> {
  const snapshot = session.elements.take();
  const focused = snapshot.nodes.find((node) => node.focused);
  if (!focused) throw noSuchElement();

  return modelOf(session.elements.give(snapshot, focused));
}

function modelOf(id: string): Record<string, string> {
  return Object.fromEntries(ID_NAMES.map((name) => [name, id]));
}

function nodeOf({ session, parameters }: Command): UiNode {
  return session.elements.get(parameters.id ?? '');
}

/** Attributes without a value are null, which the driver makes the word `null`. */
function attribute({ session, parameters }: Command): string | null {
  const id = parameters.id ?? '';
  const name = parameters.name ?? '';
  const row = attributeNamed(name);
  if (!row) {
    const known = attributes.map(({ names }) => names.join(',')).join(', ');
    throw new WireError(
      'unknown command',
      `'${name}' attribute is unknown for the element. Only the following attributes are supported: [${known}]`,
    );
  }
  session.elements.get(id);
  const snapshot = session.elements.take();
  const node = snapshot.byId(id);
  const value = node && row.of(node, snapshot);

  return value === undefined ? null : String(value);
}

function rectOf({ left, top, right, bottom }: Rect): { x: number; y: number; width: number; height: number } {
  const x = Math.round(left);
  const y = Math.round(top);

  return { x, y, width: Math.round(right) - x, height: Math.round(bottom) - y };
}

function size(command: Command): { width: number; height: number } {
  const { width, height } = rectOf(nodeOf(command).bounds);

  return { width, height };
}

function location(command: Command): { x: number; y: number } {
  const { x, y } = rectOf(nodeOf(command).bounds);

  return { x, y };
}

async function screenshot(command: Command): Promise<string> {
  const { bounds } = nodeOf(command);
  const png = await screenshotOf(command);

  return cropPng(png, bounds).toString('base64');
}

/** As the real server: a touch in the middle of the element, wherever that goes. */
async function click(command: Command): Promise<null> {
  const { x, y } = centreOf(nodeOf(command).bounds);
  await command.display.input.tap(x, y);

  return null;
}

/** ACTION_SET_TEXT on a field: appended unless `replace`; a `\n` written out at the end presses ENTER. Without an element, where the focus is. */
async function setText(command: Command, { text: sent, replace }: Text): Promise<null> {
  const { session, parameters, display } = command;
  const node = parameters.id
    ? nodeOf(command)
    : session.elements.take().nodes.find((candidate) => candidate.focused);
  if (!node) throw noSuchElement();
  const enters = sent.endsWith('\\n');
  const text = enters ? sent.slice(0, -2) : sent;
  if (node.web && !parameters.id) await node.web.type(text);
  else if (node.field) node.field.set(replace === true ? text : node.field.get() + text, 'typed');
  else
    throw new WireError(
      'invalid element state',
      `Cannot set the element to '${sent}'. Did you interact with the correct element?`,
    );
  if (enters) await display.input.key(66);

  return null;
}

function clear(command: Command): null {
  nodeOf(command).field?.set('', 'typed');

  return null;
}
