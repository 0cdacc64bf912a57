import * as z from 'zod';
import { centreOf } from '../../screens/node.ts';
import { elementSchema, routeWithBody } from '../body.ts';
import type { Command, Route } from '../route.ts';
import { WireError } from '../wire-error.ts';

const itemSchema = z.object({
  type: z.string(),
  x: z.number().default(0),
  y: z.number().default(0),
  origin: z
    .union([z.enum(['viewport', 'pointer']), elementSchema.transform((id) => ({ id }))])
    .default('viewport'),
  value: z.string().default(''),
});
type Item = z.output<typeof itemSchema>;

const actionsSchema = z.object({
  actions: z.array(z.object({ type: z.string(), actions: z.array(itemSchema).default([]) })),
});

/** W3C actions: one finger, and keys. */
export const actionRoutes: readonly Route[] = [
  routeWithBody({ method: 'POST', path: '/actions', touches: true, body: actionsSchema, handle: perform }),
];

/** The largest movement of a tap, in pixels: Android's touch slop at this density. */
const TOUCH_SLOP = 22;

/** WebDriver's code points of keys, and Android's key codes. */
const specialKeys: Record<string, number> = { '\ue003': 67, '\ue006': 66, '\ue007': 66, '\ue00d': 62 };

async function perform(
  command: Command,
  { actions: sources }: z.output<typeof actionsSchema>,
): Promise<null> {
  const touching = sources.filter(({ actions }) => actions.some(({ type }) => type === 'pointerDown'));
  if (touching.length > 1) {
    command.device.unmodelled.report('route', 'actions with several fingers');
    throw new WireError(
      'unsupported operation',
      'the simulated handset supports touches with one finger only',
    );
  }
  for (const { type, actions } of sources) {
    if (type === 'pointer') await touch(command, actions);
    else if (type === 'key') await typeKeys(command, actions);
    else if (type !== 'none') throw new WireError('invalid argument', `'${type}' actions are not supported`);
  }

  return null;
}

async function touch(command: Command, items: readonly Item[]): Promise<void> {
  const { input } = command.display;
  let at = { x: 0, y: 0 };
  let down: { x: number; y: number } | undefined;
  for (const item of items) {
    if (item.type === 'pointerMove') at = target(command, item, at);
    if (item.type === 'pointerDown') down = at;
    if (item.type !== 'pointerUp' || !down) continue;
    const distance = Math.hypot(at.x - down.x, at.y - down.y);
    if (distance <= TOUCH_SLOP) await input.tap(down.x, down.y);
    else await input.swipe(down.x, down.y, at.x, at.y);
    down = undefined;
  }
}

/** The target of a move, relative to the screen's corner, the finger, or the centre of an element. */
function target({ session }: Command, { x, y, origin }: Item, at: { x: number; y: number }) {
  if (origin === 'pointer') return { x: at.x + x, y: at.y + y };
  if (origin === 'viewport') return { x, y };
  const centre = centreOf(session.elements.get(origin.id).bounds);

  return { x: centre.x + x, y: centre.y + y };
}

async function typeKeys({ display }: Command, items: readonly Item[]): Promise<void> {
  for (const { type, value } of items) {
    if (type !== 'keyDown') continue;
    const code = specialKeys[value];
    if (code === undefined) await display.input.text(value);
    else await display.input.key(code);
  }
}
