import { type BrowserContext, element, group } from './context.ts';
import type { Keyboard, Screen } from './screen.ts';
import { topBar } from './metrics.ts';
import { type Field, type Rect, type UiNode, view } from './node.ts';
import { activityWindow, privateBadge } from './window.ts';

const INPUT: Rect = { ...topBar, left: 150, right: 860 };
const GO: Rect = { ...topBar, left: 870, right: 1070 };
const SUGGESTION_HEIGHT = 150;
const COMPLETIONS = ['', ' download', ' news'];

/** The address bar with the keyboard shown. Each change of its text is a `keystroke` event of the script. */
export function addressBarScreen(browser: BrowserContext, initial: string): Screen {
  let text = initial;
  let how: 'typed' | 'pasted' = 'typed';
  const isPrivate = (): boolean => browser.tabs.current().private;
  const field: Field = {
    get: () => text,
    set(value, change) {
      if (value === text) return;
      text = value;
      how = change;
      browser.emit('keystroke', { text, private: isPrivate(), how: change });
    },
    submit: () => browser.submit(text, how),
    focus: () => {},
  };
  const keyboard: Keyboard = {
    type: (added, change) => {
      if (change === 'pasted') field.set(text + added, change);
      else for (const character of added) field.set(text + character, change);
    },
    backspace: () => field.set(text.slice(0, -1), 'typed'),
    enter: field.submit,
  };

  return {
    serial: browser.nextSerial(),
    back: () => browser.close(),
    keyboard: () => keyboard,
    build: () =>
      activityWindow(browser, [
        group(browser, 'toolbar', topBar, [
          ...privateBadge(browser),
          input(browser, field),
          ...go(browser, field),
        ]),
        ...suggestions(browser, text),
      ]),
  };
}

function input(browser: BrowserContext, field: Field): UiNode {
  const hint = browser.look('homeSearchBox').text;

  return element(browser, 'urlInput', INPUT, {
    class: 'android.widget.EditText',
    text: field.get() || hint,
    hint,
    field,
    focused: true,
  });
}

/** A browser without an id or a text for the button has no button. */
function go(browser: BrowserContext, field: Field): UiNode[] {
  const { id, text, desc } = browser.look('goButton');
  if (id + text + desc === '') return [];

  return [element(browser, 'goButton', GO, { press: () => field.submit() })];
}

/** Suggestions while the user types; a press visits or searches for one. */
function suggestions(browser: BrowserContext, text: string): UiNode[] {
  if (!browser.declaration.suggestions || text === '') return [];

  return COMPLETIONS.map((completion, index) => {
    const top = topBar.bottom + index * SUGGESTION_HEIGHT;
    const bounds: Rect = { ...topBar, top, bottom: top + SUGGESTION_HEIGHT };
    const words = text + completion;

    return element(browser, 'suggestion', bounds, {
      key: `suggestion-${index}`,
      class: 'android.widget.LinearLayout',
      press: () => browser.submit(words, 'typed'),
      children: [
        view({
          ...element(browser, 'suggestionText', { ...bounds, left: 150 }),
          text: words,
        }),
      ],
    });
  });
}
