import type { BrowserDeclaration, ElementLook, ElementName } from '../../model/browser.ts';
import type { ScriptEvent, ScriptEventData } from '../app.ts';
import { fullId } from './looks.ts';
import { type Rect, type UiNode, view } from './node.ts';
import type { Screen } from './screen.ts';
import type { BrowserTab, TabStrip } from './tabs.ts';

/** What the screens of a browser use of it. */
export interface BrowserContext {
  readonly declaration: BrowserDeclaration;
  readonly package: string;
  look: (name: ElementName) => ElementLook;
  readonly tabs: TabStrip;
  getSetting: (name: string) => string | boolean | number | undefined;
  setSetting: (name: string, value: string | boolean) => void;
  emit: (event: ScriptEvent, data?: ScriptEventData) => void;
  /** A serial number that is unique on the handset. */
  nextSerial: () => number;
  /** Opens a screen on top. */
  show: (screen: Screen) => void;
  /** Closes the topmost screen, but not the tab. */
  close: () => void;
  /** Closes all screens on top of the tab. */
  closeAll: () => void;
  openTab: (isPrivate: boolean) => BrowserTab;
  /** Handles input of the address bar: visits an address, searches for other text. */
  submit: (text: string, how: 'typed' | 'pasted') => void;
  /** Moves the app to the background, as BACK on its first screen does. */
  leave: () => void;
  /** Ends the app's process, as after its terms were refused. */
  exit: () => void;
}

/** The node of an element with this browser's look. */
export function element(
  browser: BrowserContext,
  name: ElementName,
  bounds: Rect,
  special: Partial<UiNode> = {},
): UiNode {
  const look = browser.look(name);

  return view({
    key: name,
    package: browser.package,
    id: fullId(browser.package, look.id),
    text: look.text,
    desc: look.desc,
    bounds,
    ...special,
  });
}

/** A plain group of nodes. */
export function group(
  browser: BrowserContext,
  key: string,
  bounds: Rect,
  children: UiNode[],
  special: Partial<UiNode> = {},
): UiNode {
  return view({
    key,
    package: browser.package,
    class: 'android.widget.FrameLayout',
    bounds,
    children,
    ...special,
  });
}
