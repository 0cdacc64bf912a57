import type { InspectedScreens } from './screens.ts';
import { SEEN } from './screens.ts';
import type { ScreenElement } from './elements.ts';
import { chooseElement, type Talk } from './talk.ts';

/** A title is longer than the text of a button. */
const TITLE_LENGTH = 8;

/**
 * Goes through the dialogs of the first run with the user, until the home page is in front. The user says of each whether it
 * asks for consent, or is a dialog to dismiss.
 */
export async function inspectFirstRun(screens: InspectedScreens, talk: Talk): Promise<void> {
  talk.say('First run: which dialogs cover the home page?');
  for (let number = 1; ; number++) {
    const elements = await screens.look(`first-run-${number}`);
    const kind = await talk.ask('What is in front? [home, consent, dialog]');
    if (kind === 'home' || kind === '') return;
    if (kind === 'consent') await agree(screens, talk, elements);
    else if (kind === 'dialog') await dismiss(screens, talk, elements, number);
    else talk.say(`  '${kind}' is none of home, consent, dialog.`);
  }
}

async function agree(screens: InspectedScreens, talk: Talk, elements: ScreenElement[]): Promise<void> {
  const isKnown = await screens.need('consentAgree', 'Which button agrees?', elements);
  if (!isKnown) return;
  await screens.need('consentTitle', 'Which element does only this dialog have?', elements);
  await screens.press('consentAgree');
}

async function dismiss(
  screens: InspectedScreens,
  talk: Talk,
  elements: ScreenElement[],
  number: number,
): Promise<void> {
  const choice = await chooseElement(talk, 'Which button closes it without agreeing?', elements, ['skip']);
  if (choice.kind !== 'element') return;
  const { element } = choice;
  const title = elements.find(({ text }) => text.length >= TITLE_LENGTH && text !== element.text);
  if (!(await screens.pressOnce(element, elements))) return;
  if (element.text === '' || title === undefined)
    talk.say('  A dialog needs a text of its own and a button with a text, so no row was added for it.');
  else
    screens.proposed.walls.push({
      name: `own-${number}`,
      strategy: 'text',
      value: title.text,
      press: [element.text],
      ...SEEN,
    });
}
