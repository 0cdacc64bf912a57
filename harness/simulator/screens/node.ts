/** Handset pixels; `right` and `bottom` lie outside. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A field that text can be put in. `set` replaces the whole text, as Android's ACTION_SET_TEXT; `how` tells the browser's own event. */
export interface Field {
  get: () => string;
  set: (text: string, how: 'typed' | 'pasted') => void;
  /** The keyboard's action key, or ENTER. */
  submit: () => void;
  focus: () => void;
}

/** A web view: what is pressed or typed here goes to the page. */
export interface WebRegion {
  tap: (x: number, y: number) => Promise<void>;
  scroll: (dx: number, dy: number) => Promise<void>;
  type: (text: string) => Promise<void>;
  picture: () => Promise<Buffer>;
}

/** A node of the UI tree with Android's attributes, and what it does when it is touched. */
export interface UiNode {
  /** Unlike its siblings'; the path of keys is what makes a node the same one when its screen is drawn again. */
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
  /** Moves the content by so many pixels (positive: further down); false if it was at its end already. */
  scroll?: (dy: number) => boolean;
}

/** A node from what is special about it. What can be pressed is clickable, a field is focusable. */
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

/** The node cut to a rectangle, as what is seen of it; undefined where nothing is. */
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

/** The nodes at a point from the outermost to the innermost; what was drawn last lies on top. */
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
