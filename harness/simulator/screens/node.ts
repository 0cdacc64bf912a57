/** Handset pixels; `right` and `bottom` are exclusive. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A text field. `set` replaces the whole text, as Android's ACTION_SET_TEXT does; `how` is for the browser's event. */
export interface Field {
  get: () => string;
  set: (text: string, how: 'typed' | 'pasted') => void;
  /** Handles the keyboard's action key, or ENTER. */
  submit: () => void;
  focus: () => void;
}

/** A web view: touches and keys go to the page. */
export interface WebRegion {
  tap: (x: number, y: number) => Promise<void>;
  scroll: (dx: number, dy: number) => Promise<void>;
  type: (text: string) => Promise<void>;
  picture: () => Promise<Buffer>;
}

/** A node of the UI tree with Android's attributes and its actions. */
export interface UiNode {
  /** Unique among its siblings; the path of keys identifies a node when its screen is drawn again. */
  key: string;
  class: string;
  package: string;
  /** Full resource name (`com.android.browser:id/url`), or empty. */
  id: string;
  text: string;
  desc: string;
  hint: string;
  bounds: Rect;
  checkable: boolean;
  checked: boolean;
  clickable: boolean;
  enabled: boolean;
  focusable: boolean;
  focused: boolean;
  scrollable: boolean;
  selected: boolean;
  password: boolean;
  children: UiNode[];
  press?: () => void | Promise<void>;
  field?: Field;
  web?: WebRegion;
  /** Scrolls by this number of pixels; a positive number shows what is further down. Returns false if nothing moved. */
  scroll?: (dy: number) => boolean;
}

/** Creates a node from the attributes that are not default. A node with `press` is clickable, a field is focusable. */
export function view(special: Partial<UiNode> & Pick<UiNode, 'key' | 'package' | 'bounds'>): UiNode {
  const touchable = Boolean(special.press ?? special.field);

  return {
    class: 'android.widget.TextView',
    id: '',
    text: '',
    desc: '',
    hint: '',
    checkable: false,
    checked: false,
    clickable: touchable,
    enabled: true,
    focusable: touchable,
    focused: false,
    scrollable: Boolean(special.scroll),
    selected: false,
    password: false,
    children: [],
    ...special,
  };
}

/** The visible part of a node inside a rectangle; undefined if nothing is visible. */
export function clip(node: UiNode, to: Rect): UiNode | undefined {
  const bounds = intersect(node.bounds, to);
  if (!bounds) return undefined;
  const children = node.children.flatMap((child) => clip(child, bounds) ?? []);

  return { ...node, bounds, children };
}

/** The nodes of a tree in document order. */
export function* walk(node: UiNode): Generator<UiNode> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

/** The nodes at a point, from the outermost to the innermost; the node drawn last is on top. */
export function pathAt(node: UiNode, x: number, y: number): UiNode[] {
  const { left, top, right, bottom } = node.bounds;
  if (x < left || x >= right || y < top || y >= bottom) return [];
  for (const child of node.children.toReversed()) {
    const path = pathAt(child, x, y);
    if (path.length > 0) return [node, ...path];
  }

  return [node];
}

export function centreOf({ left, top, right, bottom }: Rect): { x: number; y: number } {
  return { x: Math.floor((left + right) / 2), y: Math.floor((top + bottom) / 2) };
}

function intersect(a: Rect, b: Rect): Rect | undefined {
  const both = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };

  return both.left < both.right && both.top < both.bottom ? both : undefined;
}
