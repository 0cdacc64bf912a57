declare module '@devicefarmer/adbkit-apkreader/lib/apkreader/parser/binaryxml.js' {
  export interface AxmlAttribute {
    namespaceURI: string | null;
    name: string;
    /** The attribute as it was written; null where only the typed value is kept. */
    value: string | null;
    typedValue: { value: string | number | boolean | null; type: string };
  }
  export interface AxmlElement {
    nodeName: string;
    attributes: AxmlAttribute[];
    /** Absent from character data. */
    childNodes?: AxmlElement[];
  }
  export default class BinaryXmlParser {
    constructor(buffer: Buffer);
    parse(): AxmlElement | null;
  }
}
