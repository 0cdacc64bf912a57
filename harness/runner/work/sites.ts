import type { Canary, CanaryKind } from '../../model/canary.ts';
import type { CanaryGenerator, Search, Visit } from '../../canary/generator.ts';
import type { Internet } from '../../origins/internet.ts';
import { siteOf } from '../../origins/site.ts';
import { Fault } from '../../model/fault.ts';

/** A visit or a search, with the canaries that were generated for it. */
export interface Browsed {
  id: string;
  canaries: readonly Canary[];
}

/** The sites and searches of a case; each call generates a new one. */
export interface Sites {
  /** A page on a host of its own, with a title of its own. `tail`: see {@link CanaryGenerator.visit}. */
  page(options?: { tail: number }): Visit;
  /** Two pages, the first of which is one link to the second. */
  linkedPages(): { from: Visit; to: Visit };
  /** A search with new words, for one search engine. */
  search(engine: SearchEngine, options?: { equalLengths: boolean }): Search;
}

export type SearchEngine = 'google' | 'duckduckgo';

/**
 * The result page of each search engine, and the hosts that receive the words because they are meant for it: also those that a
 * browser requests suggestions from. Chromium's base for suggestions was on clients1.google.com (`template_url.cc`); other browsers
 * use suggestqueries.google.com.
 */
const ENGINES: Record<SearchEngine, { hosts: string[]; url: (words: string) => string }> = {
  google: {
    hosts: ['www.google.com', 'suggestqueries.google.com', 'clients1.google.com'],
    url: (words) => `https://www.google.com/search?q=${encodeURIComponent(words)}`,
  },
  duckduckgo: {
    hosts: ['duckduckgo.com'],
    url: (words) => `https://duckduckgo.com/?q=${encodeURIComponent(words)}`,
  },
};

/** @param allowedFor the hosts that may receive canaries of a kind */
export function createSites(
  generator: CanaryGenerator,
  internet: Internet,
  allowedFor: (kind: CanaryKind) => readonly string[],
): Sites {
  const allowed = { url: allowedFor('url'), text: allowedFor('text') };
  const searched = allowedFor('search');
  const add = (visit: Visit): Visit => {
    internet.addSite(siteOf(visit, generator.control()));

    return visit;
  };

  return {
    page: (options) => add(generator.visit({ ...options, allowed })),
    linkedPages() {
      const to = generator.visit({ allowed });

      return { from: add(generator.visit({ linkTo: to, allowed })), to: add(to) };
    },
    search(engine, options) {
      return generator.search(
        engine,
        ENGINES[engine].hosts.filter((host) => searched.includes(host)),
        options,
      );
    },
  };
}

/** The address of a search's result page. */
export function resultPageOf(search: Search): string {
  const engine = ENGINES[search.engine as SearchEngine];
  if (!engine) throw new Fault(`no search engine '${search.engine}'`);

  return engine.url(search.words);
}
