import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDeclaration } from '../../releases/declaration.ts';
import type { BrowserDeclaration } from '../../model/browser.ts';

/** A browser whose ids and words are in no table. */
export interface UnseenBrowser {
  /** Its language, a tag of BCP 47. */
  language: string;
  /** Its sources, `browser.json` and `browser.js`. */
  folder: string;
  declaration: BrowserDeclaration;
}

export const UNSEEN_LANGUAGES = ['hi', 'ru', 'zh', 'ar', 'pt'] as const;
type Language = (typeof UNSEEN_LANGUAGES)[number];

export function unseenBrowser(language: Language): UnseenBrowser {
  const folder = join(import.meta.dirname, 'unseen', language);

  return {
    language,
    folder,
    declaration: checkDeclaration(readFileSync(join(folder, 'browser.json'), 'utf8')),
  };
}

/** The family of the browser in the user's own table, as its maker's web site and its manifest describe it. */
export function familyOf({ declaration }: UnseenBrowser, name = declaration.package): string {
  const { family, activity } = declaration;

  return `{ product: ${family}, vendor: ${family}, package: ${name}, activities: [${activity}], statisticsSwitch: null, trust: platform, source: its manifest }`;
}
