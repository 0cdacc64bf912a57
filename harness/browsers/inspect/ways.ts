import type { WayRow } from '../../model/family.ts';
import { inspectDialog } from './dialogs.ts';
import { type InspectedScreens, SEEN } from './screens.ts';
import { chooseElement, type Talk } from './talk.ts';

/**
 * Walks to a screen with the user, who chooses each element to press, and adds the way if it differs from that of the tables.
 * `more` scrolls a list, and `dialog` closes a dialog that is in the way and is not always there. Resolves to false if the user
 * skips it.
 */
export async function inspectWay(
  screens: InspectedScreens,
  talk: Talk,
  way: WayRow['way'],
  goal: string,
): Promise<boolean> {
  talk.say(`${goal}: press what leads there, then answer done.`);
  const known = screens.wayOf(way) ?? [];
  const pressed: string[] = [];
  for (;;) {
    const step = `${way}-${pressed.length + 1}`;
    const elements = await screens.look(step);
    const suggestion = await suggest(screens, known, pressed);
    const choice = await chooseElement(
      talk,
      suggestion === undefined ? 'Press which element?' : `Press which element? Enter presses ${suggestion}.`,
      elements,
      ['done', 'back', 'more', 'dialog', 'skip'],
    );
    const word = choice.kind === 'word' ? choice.word : undefined;
    if (word === 'skip') return false;
    if (word === 'done') break;
    if (word === 'more') await screens.scroll();
    if (word === 'dialog') await inspectDialog(screens, talk, elements);
    if (word === 'back') {
      await screens.back();
      const last = pressed.pop();
      if (last?.startsWith(`${way}-`)) screens.forgetStep(last);
    }
    if (word !== undefined) continue;
    const role = choice.kind === 'element' ? screens.addStep(step, choice.element, elements) : suggestion;
    if (role === undefined) continue;
    await screens.press(role);
    pressed.push(role);
  }
  if (pressed.length > 0 && pressed.join(' ') !== known.join(' '))
    screens.proposed.ways.push({ way, press: pressed, ...SEEN });

  return true;
}

/** The next element of the known way, if the user has followed it so far and the screen shows it. */
async function suggest(
  screens: InspectedScreens,
  known: readonly string[],
  pressed: readonly string[],
): Promise<string | undefined> {
  const next = known[pressed.length];
  const hasFollowed = pressed.every((each, at) => each === known[at]);

  return next !== undefined && hasFollowed && (await screens.isFound(next)) ? next : undefined;
}
