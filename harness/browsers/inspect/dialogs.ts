import type { WallRow } from '../../model/family.ts';
import type { ScreenElement } from './elements.ts';
import { type InspectedScreens, SEEN } from './screens.ts';
import { chooseElement, type Talk } from './talk.ts';

/**
 * Closes a dialog with the button that the user chooses, and adds a row for it. A button that may agree to something is not
 * pressed, because a run would refuse such a row.
 */
export async function inspectDialog(
  screens: InspectedScreens,
  talk: Talk,
  elements: readonly ScreenElement[],
): Promise<void> {
  const button = await chooseButton(screens, talk, elements);
  if (!button) return;
  const press = nameOf(button, elements);
  const title = press === undefined ? undefined : await chooseTitle(talk, elements, button);
  if (!(await screens.pressOnce(button, elements))) return;
  const mark = title && markOf(title, elements);
  if (press === undefined || mark === undefined)
    return talk.say(
      '  A dialog needs a text and a button that nothing else on the screen has: no row was added.',
    );
  screens.proposed.walls.push({
    name: `own-${screens.proposed.walls.length + 1}`,
    ...(screens.isForeign(button) && { package: button.package }),
    ...mark,
    press: [press],
    ...SEEN,
  });
}

async function chooseButton(
  screens: InspectedScreens,
  talk: Talk,
  elements: readonly ScreenElement[],
): Promise<ScreenElement | undefined> {
  for (;;) {
    const choice = await chooseElement(talk, 'Which button closes it without agreeing?', elements, ['skip']);
    if (choice.kind !== 'element') return undefined;
    const denied = screens.deniedText(choice.element);
    if (denied === undefined) return choice.element;
    talk.say(
      `  '${denied}' is never pressed, because it may agree to something. Choose another button, or skip.`,
    );
  }
}

/** What only this dialog shows. Enter takes the longest text. */
async function chooseTitle(
  talk: Talk,
  elements: readonly ScreenElement[],
  button: ScreenElement,
): Promise<ScreenElement | undefined> {
  const others = elements.filter((element) => element !== button && markOf(element, elements) !== undefined);
  const [longest] = others.toSorted((a, b) => b.text.length - a.text.length);
  if (!longest) return undefined;
  const question = `Which text does only this dialog have? Enter takes '${longest.text || longest.desc || longest.id}'.`;
  const choice = await chooseElement(talk, question, others, ['skip']);
  if (choice.kind === 'word') return undefined;

  return choice.kind === 'element' ? choice.element : longest;
}

/** How a run finds the dialog: by a text, which is its own more often than an id. */
function markOf(
  { text, desc, id }: ScreenElement,
  elements: readonly ScreenElement[],
): Pick<WallRow, 'strategy' | 'value'> | undefined {
  if (isUnique(text, 'text', elements)) return { strategy: 'text', value: text };
  if (isUnique(desc, 'desc', elements)) return { strategy: 'desc', value: desc };

  return isUnique(id, 'id', elements) ? { strategy: 'id', value: id } : undefined;
}

/** What a run presses: the text, the description or the full id of the button. */
function nameOf({ text, desc, id }: ScreenElement, elements: readonly ScreenElement[]): string | undefined {
  if (isUnique(text, 'text', elements)) return text;
  if (isUnique(desc, 'desc', elements)) return desc;

  return isUnique(id, 'id', elements) && id.includes(':id/') ? id : undefined;
}

function isUnique(value: string, key: 'text' | 'desc' | 'id', elements: readonly ScreenElement[]): boolean {
  return value !== '' && elements.filter((element) => element[key] === value).length === 1;
}
