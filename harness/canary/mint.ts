import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import type { Canary } from '../model/canary.ts';
import { drawOne, drawText, drawToken, type RandomBytes } from './token.ts';
import { SIX_LETTERS, WORDS } from './words.ts';

/** A page nobody else knows of, on a host of its own. */
export interface Visit {
  id: string;
  /** `https://<token>-<token>.example/<token>/<word>?q=<token>` */
  url: string;
  host: string;
  /** Path and query, as a server sees them. */
  path: string;
  /** The page's title; a canary of its own. */
  title: string;
  /** Where the page's only link leads. */
  linkUrl?: string;
  canaries: readonly Canary[];
}

/** Words that were never searched for before. */
export interface Search {
  id: string;
  /** The search engine that it is meant for. */
  engine: string;
  words: string;
  canaries: readonly Canary[];
}

/** What a canary page itself sends to a neutral host, to prove engine, recorder and detector. */
export interface Control {
  id: string;
  /** Somebody who has nothing to do with any visit. */
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

/** Who may have what of a visit. */
export interface Allowed {
  url: readonly string[];
  text: readonly string[];
}

export interface Mint {
  /**
   * `allowed`: recipients that may have the address, and the title. With a `tail`, a visit to be compared with others: its
   * words have six letters each, so that titles are of one length, and its URL ends in so many random characters of base64url
   * (0 for none).
   */
  visit(options?: { linkTo?: Visit; tail?: number; allowed?: Allowed }): Visit;
  /** `allowedHosts`: recipients that get the search because it was meant for them. */
  search(engine: string, allowedHosts: readonly string[]): Search;
  control(): Control;
  text(): PlantedText;
  /** Every canary so far, in the order of minting. */
  all(): readonly Canary[];
}

export interface MintOptions {
  randomBytes?: RandomBytes;
  /** Stands before each id: `twin-` makes `twin-visit-1`. */
  prefix?: string;
  /** Told of new canaries before anybody can use them; what it throws keeps them from being used. */
  onMinted?: (canaries: readonly Canary[]) => void;
}

/**
 * Mints canaries. Ids count up by kind (`visit-1`, `visit-1-title`, `search-1`, `control-1`, `text-1`); hosts are below
 * `.example`, which belongs to nobody (RFC 2606). No token is used twice. Hosts, titles and searches have 33 to 47 characters:
 * under a key they are as long as no digest is, by block or by stream, so that they do not pass for one.
 */
export function createMint(options: MintOptions = {}): Mint {
  const randomBytes = options.randomBytes ?? cryptoRandomBytes;
  const used = new Set<string>();
  const minted: Canary[] = [];
  const counts = new Map<string, number>();

  function token(): string {
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

  function keep(...canaries: Canary[]): readonly Canary[] {
    options.onMinted?.(canaries);
    minted.push(...canaries);

    return canaries;
  }

  const word = () => drawOne(WORDS, randomBytes);
  const sixLetters = () => drawOne(SIX_LETTERS, randomBytes);

  return {
    visit({ linkTo, tail, allowed } = {}) {
      const id = nextId('visit');
      const host = `${token()}-${token()}.example`;
      const some = tail === undefined ? word : sixLetters;
      const end = tail ? `&r=${drawText(tail, randomBytes)}` : '';
      const path = `/${token()}/${some()}?q=${token()}${end}`;
      const url = `https://${host}${path}`;
      const title = `${capitalised(some())} ${some()} ${token()} ${token()}`;
      const canaries = keep(
        { id, kind: 'url', value: url, ...to(allowed?.url) },
        { id: `${id}-title`, kind: 'text', value: title, ...to(allowed?.text) },
      );

      return { id, url, host, path, title, ...(linkTo && { linkUrl: linkTo.url }), canaries };
    },

    search(engine, allowedHosts) {
      const id = nextId('search');
      const words = `${word()} ${word()} ${token()} ${token()}`;

      return {
        id,
        engine,
        words,
        canaries: keep({ id, kind: 'search', value: words, allowedHosts: [...allowedHosts] }),
      };
    },

    control() {
      const id = nextId('control');
      // Of one length, so that all pages are.
      const value = `${sixLetters()} ${token()}`;

      return {
        id,
        host: `${token()}.example`,
        value,
        canaries: keep({ id, kind: 'text', value, role: 'control' }),
      };
    },

    text() {
      const id = nextId('text');
      const text = `${word()} ${word()} ${token()}`;

      return { id, text, canaries: keep({ id, kind: 'text', value: text }) };
    },

    all: () => minted,
  };
}

function to(allowed: readonly string[] = []): Pick<Canary, 'allowedHosts'> {
  return allowed.length > 0 ? { allowedHosts: [...allowed] } : {};
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
