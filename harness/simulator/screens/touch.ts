import { AndroidError, type ScreenInput, type Unmodelled } from '../device.ts';
import type { Screen } from './screen.ts';
import { pathAt } from './node.ts';

interface TouchOptions {
  front: () => Screen;
  home: () => Promise<void>;
  clipboard: () => string;
  unmodelled: Unmodelled;
}

/** Key codes of android.view.KeyEvent with an action, other than those that write a character. */
const keys: Record<number, (screen: Screen, options: TouchOptions) => void | Promise<void>> = {
  3: (_, { home }) => home(),
  4: (screen) => screen.back(),
  66: (screen) => screen.keyboard?.()?.enter(),
  67: (screen) => screen.keyboard?.()?.backspace(),
  84: (screen) => screen.keyboard?.()?.enter(),
  160: (screen) => screen.keyboard?.()?.enter(),
  /** WAKEUP: does nothing, as the screen is always on. */
  224: () => {},
  279: (screen, { clipboard }) => screen.keyboard?.()?.type(clipboard(), 'pasted'),
};

/** The touch screen and the keys of the handset. As on Android, a touch goes to the node at that point. */
export function createTouch(options: TouchOptions): ScreenInput {
  return {
    async tap(x, y) {
      const path = pathAt(options.front().build(), x, y);
      const node = path.findLast(({ enabled, press, field, web }) => enabled && (press ?? field ?? web));
      if (node?.web) await node.web.tap(x - node.bounds.left, y - node.bounds.top);
      node?.field?.focus();
      await node?.press?.();
    },
    async swipe(fromX, fromY, toX, toY) {
      const path = pathAt(options.front().build(), fromX, fromY);
      const node = path.findLast(({ scroll, web }) => scroll ?? web);
      if (node?.web) await node.web.scroll(fromX - toX, fromY - toY);
      node?.scroll?.(fromY - toY);
    },
    async key(code) {
      const character = characterOf(code);
      const action = keys[code];
      if (character !== undefined) await options.front().keyboard?.()?.type(character, 'typed');
      else if (action) await action(options.front(), options);
      else {
        options.unmodelled.report('ui', `key code ${code}`);
        throw new AndroidError(`the simulated handset does not model key code ${code}`);
      }
    },
    async text(text) {
      await options.front().keyboard?.()?.type(text, 'typed');
    },
  };
}

/** Digits, letters and punctuation of URLs. */
function characterOf(code: number): string | undefined {
  if (code >= 7 && code <= 16) return String(code - 7);
  if (code >= 29 && code <= 54) return String.fromCharCode(97 + code - 29);

  return { 55: ',', 56: '.', 62: ' ', 69: '-', 70: '=', 74: ';', 76: '/', 77: '@' }[code];
}
