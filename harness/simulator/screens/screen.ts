import type { UiNode } from './node.ts';

/** What has the keyboard: a field of the browser's own, or the page. */
export interface Keyboard {
  type: (text: string, how: 'typed' | 'pasted') => void | Promise<void>;
  backspace: () => void | Promise<void>;
  enter: () => void | Promise<void>;
}

/** One window of the handset. Its nodes are stale once another one with a new serial took its place. */
export interface Screen {
  readonly serial: number;
  build: () => UiNode;
  back: () => void | Promise<void>;
  keyboard?: () => Keyboard | undefined;
}
