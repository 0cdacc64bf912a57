import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** About 800 words of four letters or more: the prose of this project's documents, without code and capitals. */
export function wordsOfDocuments(): string[] {
  const files = readdirSync(join(ROOT, 'docs')).filter((each) => each.endsWith('.md'));
  const text = ['CONTRIBUTING.md', ...files.map((each) => join('docs', each))]
    .map((each) => readFileSync(join(ROOT, each), 'utf8'))
    .join('\n');
  const words = text
    .replaceAll(/```[^]*?```|`[^`]*`|\([^)]*\)/g, ' ')
    .match(/(?<![\w./-])[a-z]{4,}(?![\w/-])/g);

  return [...new Set(words)].sort();
}

/** Words that people search for and that other traffic has too: subjects, diseases, drugs, products, places, names. */
export const SUBJECTS = [
  ...'technology keyboard pharmacy bankruptcy chlamydia hydroxyzine lawyer jewelry physics network offline'.split(
    ' ',
  ),
  ...'nextcloud docker sandbox symptoms psychology cryptocurrency methylphenidate sertraline gonorrhea endometriosis wordpress'.split(
    ' ',
  ),
  ...'facebook youtube wikipedia whatsapp spotify windows11 iphone15 covid19 base64 adhd ssri lgbtq html'.split(
    ' ',
  ),
  ...'xiaomi guangzhou beijing shinjuku hokkaido istanbul vladivostok reisekrankenversicherung'.split(' '),
  ...'krankschreibung zahnarzt nachtapotheke enfermedades abogado horoscope grossesse cumhurbaskanligi'.split(
    ' ',
  ),
  ...'лечение алкоголизма достопримечательности кредиты φαρμακείο ασφάλεια תרופות الصحة โรงพยาบาล'.split(' '),
  ...'糖尿病 天气预报 精神科 カードローン アプリケーション 개인정보처리방침 강남역 병원'.split(' '),
];
