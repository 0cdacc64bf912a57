/** A charset in which text is sent in place of UTF-8, by its name in the WHATWG Encoding Standard or in its RFC. */
export interface Charset {
  name: string;
  kind: 'single-byte' | 'multi-byte' | 'shifted' | 'utf-7' | 'wide';
  /** `shifted`: the charset whose bytes are sent without their highest bit, between two marks. */
  of?: string;
  /** `shifted`, `utf-7`: characters that every encoded text contains. */
  mark?: string;
  /**
   * `shifted`, `utf-7`: encoded runs, with the encoded characters as the first group. A run without this group announces
   * the charset and is no text.
   */
  runs?: RegExp;
  /** `wide`: bytes of a unit, and whether the lowest byte is the first. */
  unit?: { width: 2 | 4; isLittle: boolean };
}

const MULTI_BYTE = ['gb18030', 'big5', 'euc-kr', 'euc-jp', 'shift_jis'];
/** Every single-byte charset that Node decodes, the most frequent first. */
const SINGLE_BYTE = [
  'windows-1252',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'koi8-r',
  'koi8-u',
  'ibm866',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'macintosh',
  'x-mac-cyrillic',
];

/**
 * The charsets that are decoded. Those that share letters with an earlier one give the same text for most words. Sources:
 * WHATWG, Encoding; RFC 1468 (ISO-2022-JP), RFC 1557 (ISO-2022-KR), RFC 1922 (ISO-2022-CN), RFC 1843 (HZ), RFC 2152
 * (UTF-7), RFC 3501 (its form in IMAP), RFC 2781 (UTF-16), Unicode (UTF-32).
 */
export const CHARSETS: readonly Charset[] = [
  ...MULTI_BYTE.map((name): Charset => ({ name, kind: 'multi-byte' })),
  ...SINGLE_BYTE.map((name): Charset => ({ name, kind: 'single-byte' })),
  {
    name: 'iso-2022-jp',
    kind: 'shifted',
    of: 'euc-jp',
    mark: '\u001b$',
    runs: /\u001b\$[@B]([!-~]*)(?:\u001b\([BJ])?/g,
  },
  {
    name: 'iso-2022-kr',
    kind: 'shifted',
    of: 'euc-kr',
    mark: '\u000e',
    runs: /\u001b\$\)C|\u000e([!-~]*)\u000f?/g,
  },
  {
    name: 'iso-2022-cn',
    kind: 'shifted',
    of: 'gb18030',
    mark: '\u000e',
    runs: /\u001b\$(?:\)[AGE]|\*H|\+[I-M])|\u000e([!-~]*)\u000f?/g,
  },
  {
    name: 'hz-gb-2312',
    kind: 'shifted',
    of: 'gb18030',
    mark: '~{',
    runs: /~\{((?:[!-~][!-~])*?)(?:~\}|(?![!-~]))/g,
  },
  { name: 'utf-7', kind: 'utf-7', mark: '+', runs: /\+([A-Za-z0-9+/]{2,})-?/g },
  { name: 'utf-16le', kind: 'wide', unit: { width: 2, isLittle: true } },
  { name: 'utf-16be', kind: 'wide', unit: { width: 2, isLittle: false } },
  { name: 'utf-32le', kind: 'wide', unit: { width: 4, isLittle: true } },
  { name: 'utf-32be', kind: 'wide', unit: { width: 4, isLittle: false } },
  { name: 'utf-7-imap', kind: 'utf-7', mark: '&', runs: /&([A-Za-z0-9+,]{2,})-/g },
];
