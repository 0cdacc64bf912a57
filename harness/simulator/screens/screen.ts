import type { UiNode } from './node.ts';

/** The focused receiver of keys: a field of the browser, or the page. */
export interface Keyboard {
  type: (text: string, how: 'typed' | 'pasted') => void | Promise<void>;
  backspace: () => void | Promise<void>;
  enter: () => void | Promise<void>;
}

/** One window of the handset. Its nodes are stale once a window with a new serial number has replaced it. */
export interface Screen {
  readonly serial: number;
  build: () => UiNode;
  back: () => void | Promise<void>;
  keyboard?: () => Keyboard | undefined;
}
