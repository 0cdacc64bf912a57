import type { BrowserDeclaration, ElementLook, ElementName } from '../../model/browser.ts';
import type { ScriptEvent, ScriptEventData } from '../app.ts';
import { fullId } from './looks.ts';
import { type Rect, type UiNode, view } from './node.ts';
import type { Screen } from './screen.ts';
import type { BrowserTab, TabStrip } from './tabs.ts';

/** What the screens of a browser know of it, and what they can do. */
export interface BrowserContext {
  readonly declaration: BrowserDeclaration;
  readonly package: string;
  look: (name: ElementName) => ElementLook;
  readonly tabs: TabStrip;
  getSetting: (name: string) => string | boolean | number | undefined;
  setSetting: (name: string, value: string | boolean) => void;
  emit: (event: ScriptEvent, data?: ScriptEventData) => void;
  /** A number that no other screen of the handset has. */
  nextSerial: () => number;
  /** Lays a screen over what is in front. */
  show: (screen: Screen) => void;
  /** Takes the topmost screen away again; the base stays. */
  close: () => void;
  /** Shows the tab in front and nothing over it. */
  closeAll: () => void;
  openTab: (isPrivate: boolean) => BrowserTab;
  /** What was typed into the address bar: an address is visited, other words are searched for. */
  submit: (text: string, how: 'typed' | 'pasted') => void;
  /** Puts the app into the background, as BACK does on its first screen. */
  leave: () => void;
  /** Ends the app's process, as a browser does whose terms were refused. */
  exit: () => void;
}

/** The node of an element as it looks in this browser. */
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
