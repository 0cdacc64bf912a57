import type { BrowserDeclaration, ElementName } from '../../model/browser.ts';
import { clip, type Rect, type UiNode, view } from './node.ts';

/** How far a list was scrolled, in pixels; kept by the screen that shows it. */
export interface ScrollPosition {
  offset: number;
}

export interface Row {
  key: string;
  height: number;
  /** Elements of the row; one that needs scrolling is placed below the fold. */
  shows: readonly ElementName[];
  build: (bounds: Rect) => UiNode;
}

interface ListOptions {
  package: string;
  id: string;
  class: string;
  bounds: Rect;
  rows: readonly Row[];
  /** Texts of ordinary rows that push others below the fold. */
  fillers: readonly string[];
  declaration: BrowserDeclaration;
  position: ScrollPosition;
}

const FILLER_HEIGHT = 168;

/** A list that scrolls if it is taller than its area. As on a phone, invisible rows are not in the tree. */
export function createList(options: ListOptions): UiNode {
  const { bounds, position } = options;
  const visible = bounds.bottom - bounds.top;
  const rows = addFold(options, visible);
  const total = rows.reduce((sum, row) => sum + row.height, 0);
  const maxOffset = Math.max(0, total - visible);
  position.offset = Math.min(position.offset, maxOffset);

  const children: UiNode[] = [];
  let top = bounds.top - position.offset;
  for (const row of rows) {
    const node = clip(row.build({ ...bounds, top, bottom: top + row.height }), bounds);
    if (node) children.push(node);
    top += row.height;
  }
  const scroll = (dy: number): boolean => {
    const before = position.offset;
    position.offset = Math.min(maxOffset, Math.max(0, before + dy));

    return position.offset !== before;
  };

  return view({
    key: 'list',
    package: options.package,
    class: options.class,
    id: options.id,
    bounds,
    children,
    ...(maxOffset > 0 ? { scroll } : {}),
  });
}

/** Rows with an element of `declaration.scroll` go to the end, after enough ordinary rows to fill the area. */
function addFold(options: ListOptions, visible: number): Row[] {
  const isBelow = (row: Row): boolean => row.shows.some((name) => options.declaration.scroll.includes(name));
  const below = options.rows.filter(isBelow);
  const above = options.rows.filter((row) => !isBelow(row));
  if (below.length === 0) return above;
  const height = above.reduce((sum, row) => sum + row.height, 0);
  const missing = Math.max(0, Math.ceil((visible - height) / FILLER_HEIGHT));
  const fillers = Array.from({ length: missing }, (_, index) => createFiller(options, index));

  return [...above, ...fillers, ...below];
}

function createFiller(options: ListOptions, index: number): Row {
  const text = options.fillers[index % options.fillers.length] ?? '';
  const nothingToDo = (): void => {};

  return {
    key: `filler-${index}`,
    height: FILLER_HEIGHT,
    shows: [],
    build: (bounds) =>
      view({
        key: `filler-${index}`,
        package: options.package,
        class: 'android.widget.LinearLayout',
        bounds,
        press: nothingToDo,
        children: [view({ key: 'title', package: options.package, id: 'android:id/title', text, bounds })],
      }),
  };
}
