import { inspectDialog } from './dialogs.ts';
import type { ScreenElement } from './elements.ts';
import type { InspectedScreens } from './screens.ts';
import type { Talk } from './talk.ts';

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
    else if (kind === 'dialog') await inspectDialog(screens, talk, elements);
    else talk.say(`  '${kind}' is none of home, consent, dialog.`);
  }
}

async function agree(screens: InspectedScreens, talk: Talk, elements: ScreenElement[]): Promise<void> {
  const isKnown = await screens.need('consentAgree', 'Which button agrees?', elements);
  if (!isKnown) return;
  await screens.need('consentTitle', 'Which element does only this dialog have?', elements);
  await screens.press('consentAgree');
}
