import type { UiNode } from '../screens/node.ts';
import type { Call, Expression } from './expression.ts';
import { badSelector } from './wire-error.ts';

const DEFAULT_SWIPES = 30;
/** UiScrollable leaves a tenth of the list at each end of a swipe. */
const STEP = 0.8;

/**
 * Executes a `UiScrollable` expression and returns the selector of its result: the element of `scrollIntoView` and similar
 * methods, or the list. As uiautomator does, it scrolls to the beginning and then forward, one swipe at a time.
 */
export async function scrollTo(
  expression: Expression,
  find: (selector: Expression) => UiNode[],
  source: string,
): Promise<Expression> {
  const [listSelector] = expression.constructorArgs;
  if (typeof listSelector !== 'object') throw badSelector(source, 'UiScrollable takes a UiSelector');
  const list = (): UiNode | undefined => find(listSelector)[0];
  let swipes = DEFAULT_SWIPES;
  let targetSelector = listSelector;

  for (const call of expression.calls) {
    const target = targetOf(call);
    if (target) {
      targetSelector = target;
      await scrollUntil(list, () => find(target).length > 0, swipes);
    } else if (call.name === 'setMaxSearchSwipes') swipes = Number(call.args[0]);
    else if (call.name in moves) await moves[call.name]?.(list, swipes);
    else if (!/^setAs(Vertical|Horizontal)List$/.test(call.name))
      throw badSelector(source, `the simulated handset's UiScrollable has no method \`${call.name}\``);
  }

  return targetSelector;
}

type List = () => UiNode | undefined;

const moves: Record<string, (list: List, swipes: number) => Promise<unknown>> = {
  scrollForward: (list) => step(list(), STEP),
  scrollBackward: (list) => step(list(), -STEP),
  flingForward: (list) => step(list(), STEP),
  flingBackward: (list) => step(list(), -STEP),
  scrollToBeginning: toBeginning,
  flingToBeginning: toBeginning,
  scrollToEnd: (list, swipes) => repeat(() => step(list(), STEP), swipes),
  flingToEnd: (list, swipes) => repeat(() => step(list(), STEP), swipes),
};

/**
 * Does nothing if the condition holds. Otherwise scrolls to the list's beginning, then on until it holds, the list ends, or
 * the number of swipes is used up.
 */
export async function scrollUntil(
  list: List,
  isThere: () => boolean | Promise<boolean>,
  swipes: number,
): Promise<void> {
  if (await isThere()) return;
  await toBeginning(list, swipes);
  await repeat(async () => !(await isThere()) && (await step(list(), STEP)), swipes);
}

function targetOf({ name, args }: Call): Expression | undefined {
  const [argument] = args;
  if (name === 'scrollTextIntoView') return selectorOf('text', argument);
  if (name === 'scrollDescriptionIntoView') return selectorOf('description', argument);
  if (name === 'scrollIntoView' && typeof argument === 'object') return argument;
  const second = args[1];
  if (name === 'getChildByText' && typeof argument === 'object')
    return { ...argument, calls: [...argument.calls, { name: 'text', args: [second ?? ''] }] };

  return undefined;
}

function selectorOf(name: string, argument: Call['args'][number] | undefined): Expression {
  return { constructorName: 'UiSelector', constructorArgs: [], calls: [{ name, args: [argument ?? ''] }] };
}

function toBeginning(list: List, swipes: number): Promise<void> {
  return repeat(() => step(list(), -STEP), swipes);
}

async function repeat(action: () => Promise<boolean>, times: number): Promise<void> {
  for (let count = 0; count < times; count++) if (!(await action())) return;
}

/** Scrolls by a share of the list's height; false if it did not move, or for a web view, whose position is unknown. */
async function step(list: UiNode | undefined, share: number): Promise<boolean> {
  if (!list) return false;
  const distance = Math.round((list.bounds.bottom - list.bounds.top) * share);
  await list.web?.scroll(0, distance);

  return list.scroll?.(distance) ?? false;
}
