import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import type { Canary } from '../model/canary.ts';
import { drawOne, drawText, drawToken, type RandomBytes } from './token.ts';
import { SIX_LETTERS, WORDS } from './words.ts';

/** A page that exists only for this case, on its own host. */
export interface Visit {
  id: string;
  /** `https://<token>-<token>.example/<token>/<word>?q=<token>` */
  url: string;
  host: string;
  /** Path and query, as a server sees them. */
  path: string;
  /** The page's title; a canary of its own. */
  title: string;
  /** Target of the page's only link. */
  linkUrl?: string;
  canaries: readonly Canary[];
}

/** Words to search for, which were never used before. */
export interface Search {
  id: string;
  /** The search engine that is asked. */
  engine: string;
  words: string;
  canaries: readonly Canary[];
}

/** A value that a canary page itself sends to a neutral host, to prove that engine, recorder and detector work. */
export interface Control {
  id: string;
  /** A host that is unrelated to every visit. */
  host: string;
  value: string;
  canaries: readonly Canary[];
}

/** A text for forms and other fields. */
export interface PlantedText {
  id: string;
  text: string;
  canaries: readonly Canary[];
}

/** Hosts that may receive the address of a visit (`url`) and its title (`text`). */
export interface Allowed {
  url: readonly string[];
  text: readonly string[];
}

export interface CanaryGenerator {
  /**
   * `allowed`: hosts that may receive the address and the title. `tail`: for visits whose sizes are compared. With `tail`,
   * words have six letters, so all titles have the same length, and the URL ends in this many random base64url characters.
   */
  visit(options?: { linkTo?: Visit; tail?: number; allowed?: Allowed }): Visit;
  /** `allowedHosts`: hosts that may receive the words, such as the search engine's. */
  /** `equalLengths`: all such searches have the same length. */
  search(engine: string, allowedHosts: readonly string[], options?: { equalLengths: boolean }): Search;
  control(): Control;
  text(): PlantedText;
  /** Every canary so far, in the order in which they were generated. */
  all(): readonly Canary[];
}

export interface CanaryGeneratorOptions {
  randomBytes?: RandomBytes;
  /** Prefix of each id: `twin-` makes `twin-visit-1`. */
  prefix?: string;
  /** Called with new canaries before they are returned; if it throws, they are not returned. */
  onGenerated?: (canaries: readonly Canary[]) => void;
}

/**
 * Generates canaries. Ids count up by kind (`visit-1`, `visit-1-title`, `search-1`, `control-1`, `text-1`). Hosts are below
 * `.example`, which is reserved (RFC 2606). No token is used twice. Hosts, titles and searches have 33 to 47 characters.
 * After encryption with a block or stream cipher, they are not as long as a digest, so they are not mistaken for one.
 */
export function createCanaryGenerator(options: CanaryGeneratorOptions = {}): CanaryGenerator {
  const randomBytes = options.randomBytes ?? cryptoRandomBytes;
  const used = new Set<string>();
  const generated: Canary[] = [];
  const counts = new Map<string, number>();

  function nextToken(): string {
    for (;;) {
      const drawn = drawToken(randomBytes);
      if (used.has(drawn)) continue;
      used.add(drawn);

      return drawn;
    }
  }

  function nextId(kind: string): string {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);

    return `${options.prefix ?? ''}${kind}-${count}`;
  }

  function addCanaries(...canaries: Canary[]): readonly Canary[] {
    options.onGenerated?.(canaries);
    generated.push(...canaries);

    return canaries;
  }

  const anyWord = () => drawOne(WORDS, randomBytes);
  const sixLetterWord = () => drawOne(SIX_LETTERS, randomBytes);

  return {
    visit({ linkTo, tail, allowed } = {}) {
      const id = nextId('visit');
      const host = `${nextToken()}-${nextToken()}.example`;
      const nextWord = tail === undefined ? anyWord : sixLetterWord;
      const tailText = tail ? `&r=${drawText(tail, randomBytes)}` : '';
      const path = `/${nextToken()}/${nextWord()}?q=${nextToken()}${tailText}`;
      const url = `https://${host}${path}`;
      const title = `${capitalised(nextWord())} ${nextWord()} ${nextToken()} ${nextToken()}`;
      const canaries = addCanaries(
        { id, kind: 'url', value: url, ...allowedHostsField(allowed?.url) },
        { id: `${id}-title`, kind: 'text', value: title, ...allowedHostsField(allowed?.text) },
      );

      return { id, url, host, path, title, ...(linkTo && { linkUrl: linkTo.url }), canaries };
    },

    search(engine, allowedHosts, { equalLengths } = { equalLengths: false }) {
      const id = nextId('search');
      const nextWord = equalLengths ? sixLetterWord : anyWord;
      const words = `${nextWord()} ${nextWord()} ${nextToken()} ${nextToken()}`;

      return {
        id,
        engine,
        words,
        canaries: addCanaries({ id, kind: 'search', value: words, allowedHosts: [...allowedHosts] }),
      };
    },

    control() {
      const id = nextId('control');
      // All controls have the same length, so that all pages have the same size.
      const value = `${sixLetterWord()} ${nextToken()}`;

      return {
        id,
        host: `${nextToken()}.example`,
        value,
        canaries: addCanaries({ id, kind: 'text', value, role: 'control' }),
      };
    },

    text() {
      const id = nextId('text');
      const text = `${anyWord()} ${anyWord()} ${nextToken()}`;

      return { id, text, canaries: addCanaries({ id, kind: 'text', value: text }) };
    },

    all: () => generated,
  };
}

function allowedHostsField(allowed: readonly string[] = []): Pick<Canary, 'allowedHosts'> {
  return allowed.length > 0 ? { allowedHosts: [...allowed] } : {};
}

function capitalised(anyWord: string): string {
  return anyWord.charAt(0).toUpperCase() + anyWord.slice(1);
}
