import { centreOf, type Rect } from '../../screens/node.ts';
import { findNodes } from '../find.ts';
import type { Command, Route } from '../route.ts';
import { scrollUntil } from '../ui-scrollable.ts';
import { noSuchElement, WireError } from '../wire-error.ts';
import { elementIdIn } from './elements.ts';

/** Appium's own gestures. Pinches and long presses mean nothing to the simulated browsers and are not modelled. */
export const gestureRoutes: readonly Route[] = [
  { method: 'POST', path: '/appium/gestures/click', touches: true, handle: tapOnce },
  { method: 'POST', path: '/appium/gestures/swipe', touches: true, handle: swipe },
  { method: 'POST', path: '/appium/gestures/scroll', touches: true, handle: scroll },
  { method: 'POST', path: '/appium/gestures/fling', touches: true, handle: scroll },
  { method: 'POST', path: '/appium/gestures/drag', touches: true, handle: drag },
  { method: 'POST', path: '/gestures/scroll_to', touches: true, handle: scrollToElement },
];

interface Point {
  x: number;
  y: number;
}

type Direction = 'up' | 'down' | 'left' | 'right';

async function tapOnce(command: Command): Promise<null> {
  const { origin, offset } = command.body;
  const bounds = boundsOf(command, origin);
  const at = pointIn(offset);
  if (!bounds && !at)
    throw new WireError(
      'invalid argument',
      'Click offset coordinates must be provided if element is not set',
    );
  const { x, y } = relative(bounds, at);
  await command.display.input.tap(x, y);

  return null;
}

/** The finger moves in the direction, so that the content follows it. */
async function swipe(command: Command): Promise<null> {
  await move(command, directionIn(command));

  return null;
}

/** The content moves against the direction. True while there is more to scroll to. */
async function scroll(command: Command): Promise<boolean> {
  const before = JSON.stringify(command.session.elements.take().root);
  const against: Record<Direction, Direction> = { up: 'down', down: 'up', left: 'right', right: 'left' };
  await move(command, against[directionIn(command)]);

  return JSON.stringify(command.session.elements.take().root) !== before;
}

async function move(command: Command, direction: Direction): Promise<void> {
  const { origin, area, percent } = command.body;
  const bounds = boundsOf(command, origin) ?? rectIn(area);
  if (!bounds)
    throw new WireError('invalid argument', 'The area coordinates must be provided if element is not set');
  const share = typeof percent === 'number' ? percent : 1;
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

async function drag(command: Command): Promise<null> {
  const { origin, start, end } = command.body;
  const bounds = boundsOf(command, origin);
  const from = pointIn(start);
  const to = pointIn(end);
  if (!to || (!bounds && !from))
    throw new WireError('invalid argument', 'The starting point and the end of a drag must be provided');
  const { x, y } = relative(bounds, from);
  await command.display.input.swipe(x, y, to.x, to.y);

  return null;
}

async function scrollToElement(command: Command): Promise<null> {
  const { session, device, body } = command;
  const wanted = (body.params ?? {}) as { strategy?: string; selector?: string; maxSwipes?: number };
  const list = () => session.elements.take().nodes.find((node) => node.scrollable);
  const search = { take: session.elements.take, scopeId: undefined, unmodelled: device.unmodelled };
  const find = async (): Promise<boolean> => {
    const { nodes } = await findNodes(wanted.strategy ?? '', wanted.selector ?? '', search);

    return nodes.length > 0;
  };
  await scrollUntil(list, find, wanted.maxSwipes ?? 30);
  if (!(await find())) throw noSuchElement();

  return null;
}

function boundsOf({ session }: Command, origin: unknown): Rect | undefined {
  const id = elementIdIn(origin);

  return id === undefined ? undefined : session.elements.get(id).bounds;
}

/** A point on the screen: an offset into the rectangle, or its middle; without a rectangle the point itself. */
function relative(bounds: Rect | undefined, offset: Point | undefined): Point {
  if (!bounds) return offset ?? { x: 0, y: 0 };

  return offset ? { x: bounds.left + offset.x, y: bounds.top + offset.y } : centreOf(bounds);
}

function pointIn(value: unknown): Point | undefined {
  const { x, y } = (value ?? {}) as Partial<Point>;

  return typeof x === 'number' && typeof y === 'number' ? { x, y } : undefined;
}

function rectIn(value: unknown): Rect | undefined {
  const { left, top, width, height } = (value ?? {}) as Record<string, unknown>;
  if (typeof left !== 'number' || typeof top !== 'number') return undefined;

  return { left, top, right: left + Number(width), bottom: top + Number(height) };
}

function directionIn({ body }: Command): Direction {
  const direction = String(body.direction).toLowerCase();
  if (direction === 'up' || direction === 'down' || direction === 'left' || direction === 'right')
    return direction;
  throw new WireError('invalid argument', 'The direction must be one of [LEFT, RIGHT, UP, DOWN]');
}
