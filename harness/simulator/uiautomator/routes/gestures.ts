import * as z from 'zod';
import { centreOf, type Rect } from '../../screens/node.ts';
import { elementSchema, pointSchema, routeWithBody } from '../body.ts';
import { findNodes } from '../find.ts';
import type { Command, Route } from '../route.ts';
import { scrollUntil } from '../ui-scrollable.ts';
import { noSuchElement, WireError } from '../wire-error.ts';

const directionSchema = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['up', 'down', 'left', 'right'], 'must be one of [LEFT, RIGHT, UP, DOWN]'));
type Direction = z.output<typeof directionSchema>;

const areaSchema = z
  .object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })
  .transform(({ left, top, width, height }) => ({ left, top, right: left + width, bottom: top + height }));

const clickSchema = z.object({ origin: elementSchema.nullish(), offset: pointSchema.nullish() });
const moveSchema = z.object({
  origin: elementSchema.nullish(),
  area: areaSchema.nullish(),
  direction: directionSchema,
  percent: z.number().nullish(),
});
const dragSchema = z.object({
  origin: elementSchema.nullish(),
  start: pointSchema.nullish(),
  end: pointSchema,
});
const scrollToSchema = z.object({
  params: z.object({
    strategy: z.string(),
    selector: z.string(),
    maxSwipes: z.number().int().nonnegative().nullish(),
  }),
});

/** Appium's own gestures. Pinches and long presses mean nothing to the simulated browsers and are not modelled. */
export const gestureRoutes: readonly Route[] = [
  gesture('/appium/gestures/click', clickSchema, tapOnce),
  gesture('/appium/gestures/swipe', moveSchema, swipe),
  gesture('/appium/gestures/scroll', moveSchema, scroll),
  gesture('/appium/gestures/fling', moveSchema, scroll),
  gesture('/appium/gestures/drag', dragSchema, drag),
  gesture('/gestures/scroll_to', scrollToSchema, scrollToElement),
];

function gesture<Body extends z.ZodType>(
  path: string,
  body: Body,
  handle: (command: Command, body: z.output<Body>) => unknown,
): Route {
  return routeWithBody({ method: 'POST', path, touches: true, body, handle });
}

type Point = z.output<typeof pointSchema>;
type Move = z.output<typeof moveSchema>;

async function tapOnce(command: Command, { origin, offset }: z.output<typeof clickSchema>): Promise<null> {
  const bounds = boundsOf(command, origin);
  if (!bounds && !offset)
    throw new WireError(
      'invalid argument',
      'Click offset coordinates must be provided if element is not set',
    );
  const { x, y } = relative(bounds, offset);
  await command.display.input.tap(x, y);

  return null;
}

/** The finger moves in the direction, so that the content follows it. */
async function swipe(command: Command, body: Move): Promise<null> {
  await move(command, body, body.direction);

  return null;
}

/** The content moves against the direction. True while there is more to scroll to. */
async function scroll(command: Command, body: Move): Promise<boolean> {
  const before = JSON.stringify(command.session.elements.take().root);
  const against: Record<Direction, Direction> = { up: 'down', down: 'up', left: 'right', right: 'left' };
  await move(command, body, against[body.direction]);

  return JSON.stringify(command.session.elements.take().root) !== before;
}

async function move(command: Command, { origin, area, percent }: Move, direction: Direction): Promise<void> {
  const bounds = boundsOf(command, origin) ?? area;
  if (!bounds)
    throw new WireError('invalid argument', 'The area coordinates must be provided if element is not set');
  const share = percent ?? 1;
  const { x, y } = centreOf(bounds);
  const reach = {
    x: Math.max(0, ((bounds.right - bounds.left) * share) / 2 - 1),
    y: Math.max(0, ((bounds.bottom - bounds.top) * share) / 2 - 1),
  };
  const sign = direction === 'up' || direction === 'left' ? -1 : 1;
  const isVertical = direction === 'up' || direction === 'down';
  const dx = isVertical ? 0 : sign * reach.x;
  const dy = isVertical ? sign * reach.y : 0;
  await command.display.input.swipe(x - dx, y - dy, x + dx, y + dy);
}

async function drag(command: Command, { origin, start, end }: z.output<typeof dragSchema>): Promise<null> {
  const bounds = boundsOf(command, origin);
  if (!bounds && !start)
    throw new WireError('invalid argument', 'The starting point of a drag must be provided');
  const { x, y } = relative(bounds, start);
  await command.display.input.swipe(x, y, end.x, end.y);

  return null;
}

async function scrollToElement(
  { session, device }: Command,
  { params: scrollParams }: z.output<typeof scrollToSchema>,
): Promise<null> {
  const list = () => session.elements.take().nodes.find((node) => node.scrollable);
  const search = { take: session.elements.take, scopeId: undefined, unmodelled: device.unmodelled };
  const find = async (): Promise<boolean> => {
    const { nodes } = await findNodes(scrollParams.strategy, scrollParams.selector, search);

    return nodes.length > 0;
  };
  await scrollUntil(list, find, scrollParams.maxSwipes ?? 30);
  if (!(await find())) throw noSuchElement();

  return null;
}

function boundsOf({ session }: Command, id: string | null | undefined): Rect | undefined {
  return id === undefined || id === null ? undefined : session.elements.get(id).bounds;
}

/** A point on the screen: an offset into the rectangle, or its middle; without a rectangle the point itself. */
function relative(bounds: Rect | undefined, offset: Point | null | undefined): Point {
  if (!bounds) return offset ?? { x: 0, y: 0 };

  return offset ? { x: bounds.left + offset.x, y: bounds.top + offset.y } : centreOf(bounds);
}
