const KINDS: readonly (readonly [name: string, offset: number, magic: string])[] = [
  ['PNG image', 0, '89504e470d0a1a0a'],
  ['JPEG image', 0, 'ffd8ff'],
  ['GIF image', 0, '474946383761'],
  ['GIF image', 0, '474946383961'],
  ['WebP image', 8, '57454250'],
  ['AVI video', 8, '41564920'],
  ['WAV audio', 8, '57415645'],
  ['ISO media', 4, '66747970'],
  ['Matroska or WebM', 0, '1a45dfa3'],
  ['Ogg', 0, '4f676753'],
  ['MP3 audio', 0, '494433'],
  ['FLAC audio', 0, '664c6143'],
  ['WOFF font', 0, '774f4646'],
  ['WOFF2 font', 0, '774f4632'],
];

const MAGICS = KINDS.map(([name, offset, magic]) => ({ name, offset, magic: Buffer.from(magic, 'hex') }));

/** The kind of image, audio, video or font, by the first bytes; undefined for anything else. */
export function mediaOf(bytes: Uint8Array): string | undefined {
  for (const { name, offset, magic } of MAGICS)
    if (bytes[offset] === magic[0] && hasAt(bytes, offset, magic)) return name;

  return undefined;
}

function hasAt(bytes: Uint8Array, offset: number, magic: ArrayLike<number>): boolean {
  for (let at = 0; at < magic.length; at++) if (bytes[offset + at] !== magic[at]) return false;

  return true;
}
