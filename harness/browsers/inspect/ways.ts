import type { WayRow } from '../../model/family.ts';
import { type InspectedScreens, SEEN } from './screens.ts';
import { chooseElement, type Talk } from './talk.ts';

/** What an inspection presses: only what the user chose, or accepted by an empty answer. */
interface Presser {
  press(key: 'back'): Promise<void>;
}

/**
 * Walks to a screen with the user, who chooses each element to press, and adds the way if it differs from that of the tables.
 * `more` scrolls a list. Resolves to false if the user skips it.
 */
export async function inspectWay(
  screens: InspectedScreens,
  handset: Presser,
  talk: Talk,
  way: WayRow['way'],
  goal: string,
): Promise<boolean> {
  talk.say(`${goal}: press what leads there, then answer done.`);
  const known = screens.wayOf(way);
  const pressed: string[] = [];
  for (;;) {
    const elements = await screens.look(`${way}-${pressed.length + 1}`);
    const next = known?.[pressed.length];
    const suggestion =
      next !== undefined && isPrefix(pressed, known ?? []) && (await screens.isFound(next))
        ? next
        : undefined;
    const choice = await chooseElement(
      talk,
      suggestion === undefined ? 'Press which element?' : `Press which element? Enter presses ${suggestion}.`,
      elements,
      ['done', 'back', 'more', 'skip'],
    );
    if (choice.kind === 'word') {
      if (choice.word === 'skip') return false;
      if (choice.word === 'done') break;
      if (choice.word === 'more') {
        await screens.scroll();
        continue;
      }
      await handset.press('back');
      pressed.pop();
      continue;
    }
    const role =
      choice.kind === 'accept'
        ? suggestion
        : screens.addLocator(`${way}-${pressed.length + 1}`, choice.element, elements);
    if (role === undefined) continue;
    await screens.press(role);
    pressed.push(role);
  }
  if (pressed.length > 0 && pressed.join(' ') !== (known ?? []).join(' '))
    screens.proposed.ways.push({ way, press: pressed, ...SEEN });

  return true;
}

function isPrefix(start: readonly string[], whole: readonly string[]): boolean {
  return start.every((each, at) => each === whole[at]);
}
