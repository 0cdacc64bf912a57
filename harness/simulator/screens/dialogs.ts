import type { BrowserDeclaration } from '../../model/browser.ts';
import { type BrowserContext, element, group } from './context.ts';
import type { Screen } from './screen.ts';
import { createList, type Row } from './list.ts';
import { appArea, wholeScreen } from './metrics.ts';
import { type Rect, view } from './node.ts';

const DIALOG: Rect = { left: 60, top: 620, right: 1020, bottom: 1760 };
const TITLE_HEIGHT = 140;
const BUTTON_HEIGHT = 150;
const TERMS =
  'Please read our terms of service and privacy policy before you go on. We need some data to make the browser work.';

/** The consent dialog. Only its buttons close it; the declaration says what each does. */
export function consentScreen(
  browser: BrowserContext,
  answered: (answer: 'agree' | 'disagree') => void,
): Screen {
  const consent = browser.declaration.consent;
  const position = { offset: 0 };
  const press = (button: 'agree' | 'disagree') => (): void => {
    const effect = consent?.[button] ?? button;
    browser.emit('consent', { answer: button });
    if (effect === 'exit') browser.exit();
    else answered(effect);
  };
  const body: Rect = { ...DIALOG, top: DIALOG.top + TITLE_HEIGHT };
  const rows: Row[] = [
    text(browser, 'terms', TERMS, 420),
    button(browser, 'consentAgree', press('agree')),
    button(browser, 'consentDisagree', press('disagree')),
  ];
  const title = { ...DIALOG, bottom: DIALOG.top + TITLE_HEIGHT };

  return {
    serial: browser.nextSerial(),
    back: () => {},
    build: () =>
      dialog(browser, [
        element(browser, 'consentTitle', title),
        createList({
          package: browser.package,
          id: '',
          class: 'android.widget.ScrollView',
          bounds: body,
          rows,
          fillers: ['Services that we share data with', 'Your rights', 'How to reach us'],
          declaration: browser.declaration,
          position,
        }),
      ]),
  };
}

/** A wall: a dialog such as "set as default browser". BACK dismisses it. */
export function wallScreen(
  browser: BrowserContext,
  wall: BrowserDeclaration['walls'][number],
  dismissed: () => void,
): Screen {
  const title = { ...DIALOG, bottom: DIALOG.top + 2 * TITLE_HEIGHT };
  const buttons = { ...DIALOG, top: title.bottom, bottom: title.bottom + BUTTON_HEIGHT };
  const middle = (DIALOG.left + DIALOG.right) / 2;
  const asButton = { class: 'android.widget.Button', press: dismissed };

  return {
    serial: browser.nextSerial(),
    back: dismissed,
    build: () =>
      dialog(browser, [
        element(browser, 'wallTitle', title, { text: wall.title }),
        element(browser, 'wallDismiss', { ...buttons, right: middle }, { ...asButton, text: wall.dismiss }),
        element(browser, 'wallAccept', { ...buttons, left: middle }, { ...asButton, text: wall.accept }),
      ]),
  };
}

function dialog(browser: BrowserContext, children: ReturnType<typeof element>[]) {
  const panel = element(browser, 'dialogPanel', DIALOG, {
    key: 'dialog',
    class: 'android.widget.FrameLayout',
    children,
  });

  return group(browser, 'window', wholeScreen, [
    group(browser, 'content', appArea, [panel], { id: 'android:id/content' }),
  ]);
}

function text(browser: BrowserContext, key: string, words: string, height: number): Row {
  return {
    key,
    height,
    shows: [],
    build: (bounds) => view({ key, package: browser.package, id: 'android:id/message', text: words, bounds }),
  };
}

function button(browser: BrowserContext, name: 'consentAgree' | 'consentDisagree', press: () => void): Row {
  return {
    key: name,
    height: BUTTON_HEIGHT,
    shows: [name],
    build: (bounds) => element(browser, name, bounds, { class: 'android.widget.Button', press }),
  };
}
