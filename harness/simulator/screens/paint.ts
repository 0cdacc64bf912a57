import { glyphOf, glyphSize } from './font.ts';
import { screenSize } from './metrics.ts';
import { type Rect, type UiNode, walk } from './node.ts';
import { decodePng, encodePng, type Picture } from './png.ts';

type Colour = readonly [red: number, green: number, blue: number];

const BLACK: Colour = [0, 0, 0];
const PAPER: Colour = [250, 250, 250];
const EDGE: Colour = [205, 205, 210];
const BUTTON: Colour = [236, 240, 248];
const INK: Colour = [30, 30, 34];
const SCALE = 4;
const PADDING = 16;

/**
 * PNG of the screen: the page as the web engine renders it, everything else as boxes with text. A secure screen is black.
 */
export async function paintScreen(root: UiNode, isSecure: boolean): Promise<Buffer> {
  const canvas = createCanvas(isSecure ? BLACK : PAPER);
  if (isSecure) return encodePng(canvas.picture);
  for (const node of walk(root)) {
    if (node.web) canvas.place(decodePng(await node.web.picture()), node.bounds);
    else paintNode(canvas, node);
  }

  return encodePng(canvas.picture);
}

function paintNode(canvas: Canvas, node: UiNode): void {
  const isBox = node.clickable || node.focusable || node.checkable || node.scrollable;
  if (isBox) canvas.box(node.bounds, node.press ? BUTTON : PAPER);
  const mark = node.checkable ? (node.checked ? 'on' : 'off') : '';
  const words = node.text || mark || (node.children.length === 0 ? node.desc : '');
  if (words !== '') canvas.write(words, node.bounds);
}

type Canvas = ReturnType<typeof createCanvas>;

function createCanvas(background: Colour) {
  const { width, height } = screenSize;
  const picture: Picture = { width, height, pixels: new Uint8Array(width * height * 4) };

  const rows = new Uint32Array(picture.pixels.buffer);

  function fill({ left, top, right, bottom }: Rect, [red, green, blue]: Colour): void {
    const colour = new Uint32Array(Uint8Array.from([red, green, blue, 255]).buffer)[0] ?? 0;
    const start = Math.max(0, Math.round(left));
    const end = Math.min(width, Math.round(right));
    if (start >= end) return;
    for (let y = Math.max(0, Math.round(top)); y < Math.min(height, Math.round(bottom)); y++)
      rows.fill(colour, y * width + start, y * width + end);
  }

  /** Draws the lines that fit into the rectangle, with breaks anywhere. */
  function write(words: string, { left, top, right, bottom }: Rect): void {
    const advance = (glyphSize.width + 1) * SCALE;
    const lineHeight = (glyphSize.height + 2) * SCALE;
    const perLine = Math.max(1, Math.floor((right - left - 2 * PADDING) / advance));
    const characters = Array.from(words);
    for (const [index, character] of characters.entries()) {
      const x = left + PADDING + (index % perLine) * advance;
      const y = top + PADDING + Math.floor(index / perLine) * lineHeight;
      if (y + lineHeight > bottom + PADDING) return;
      drawGlyph(character, x, y);
    }
  }

  function drawGlyph(character: string, left: number, top: number): void {
    for (const [column, bits] of glyphOf(character).entries())
      for (let row = 0; row < glyphSize.height; row++) {
        if (((bits >> row) & 1) === 0) continue;
        const x = left + column * SCALE;
        const y = top + row * SCALE;
        fill({ left: x, top: y, right: x + SCALE, bottom: y + SCALE }, INK);
      }
  }

  /** Draws an image, scaled to a rectangle. */
  function place(source: Picture, { left, top, right, bottom }: Rect): void {
    const size = { width: right - left, height: bottom - top };
    const pixels = new Uint32Array(source.pixels.slice().buffer);
    const columns = Array.from({ length: size.width }, (_, x) => Math.floor((x * source.width) / size.width));
    for (let y = 0; y < size.height; y++) {
      const from = Math.floor((y * source.height) / size.height) * source.width;
      const to = (top + y) * width + left;
      for (const [x, column] of columns.entries()) rows[to + x] = pixels[from + column] ?? 0;
    }
  }

  fill({ left: 0, top: 0, right: width, bottom: height }, background);

  return {
    picture,
    place,
    write,
    box(bounds: Rect, colour: Colour): void {
      fill(bounds, EDGE);
      fill(
        { left: bounds.left + 2, top: bounds.top + 2, right: bounds.right - 2, bottom: bounds.bottom - 2 },
        colour,
      );
    },
  };
}
