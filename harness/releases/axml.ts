import BinaryXmlParser, {
  type AxmlAttribute,
  type AxmlElement,
} from '@devicefarmer/adbkit-apkreader/lib/apkreader/parser/binaryxml.js';

const ANDROID = 'http://schemas.android.com/apk/res/android';
/** Type, header size and size of a chunk (AOSP ResourceTypes.h, ResChunk_header). */
const CHUNK_HEADER_BYTES = 8;

export type Attribute = AxmlAttribute['typedValue']['value'];

/** An element of a compiled XML file, with its attributes as plain values. */
export interface Element {
  name: string;
  /** Attributes in Android's namespace. */
  android: Record<string, Attribute>;
  /** Attributes without a namespace. */
  withoutNamespace: Record<string, Attribute>;
  children: Element[];
}

/** Reads Android's compiled XML. Throws an Error for any other input, and always ends, even on broken input. */
export function parseAxml(bytes: Buffer): Element {
  assertValidChunks(bytes);
  const root = new BinaryXmlParser(bytes).parse();
  if (!root) throw new Error('the XML has no element');

  return elementOf(root);
}

function elementOf(node: AxmlElement): Element {
  const android: Element['android'] = {};
  const withoutNamespace: Element['withoutNamespace'] = {};
  for (const { name, namespaceURI, typedValue } of node.attributes)
    (namespaceURI === ANDROID ? android : withoutNamespace)[name] = typedValue.value;
  const children = (node.childNodes ?? []).filter(({ childNodes }) => childNodes);

  return { name: node.nodeName, android, withoutNamespace, children: children.map(elementOf) };
}

/** Throws for a chunk without a valid size: the parser advances by that size, so it would not end at a chunk of size 0. */
function assertValidChunks(bytes: Buffer): void {
  let offset = CHUNK_HEADER_BYTES;
  while (offset < bytes.length) {
    const size = offset + CHUNK_HEADER_BYTES <= bytes.length ? bytes.readUInt32LE(offset + 4) : 0;
    if (size < CHUNK_HEADER_BYTES || offset + size > bytes.length)
      throw new Error(`the chunk at byte ${offset} has no valid size`);
    offset += size;
  }
}
