import { Fault } from '../model/fault.ts';
import type { ReleaseScreen } from '../model/release.ts';
import { runBuildTool } from './build-tools.ts';

/**
 * Where a release's own resources say that elements of private mode are: texts in all languages, and resource ids. Empty for an
 * APK without such resources.
 *
 * @throws {Fault} if aapt2 cannot read the resources
 */
export async function readResourceScreens(file: string): Promise<ReleaseScreen[]> {
  const { exitCode, stdout, stderr } = await runBuildTool('aapt2', ['dump', 'resources', file]);
  if (exitCode !== 0)
    throw new Fault(
      `aapt2 cannot read the resources of ${file} (exit code ${exitCode}): ${stderr.trim().slice(0, 300)}`,
    );

  return screensOf(resourcesIn(stdout));
}

/** A resource of an APK; `values` are the texts of a string, by locale, with `''` for the default. */
export interface Resource {
  type: string;
  name: string;
  values: ReadonlyMap<string, string>;
}

/** `    resource 0x7f080001 string/menu_new_incognito_tab` */
const RESOURCE = /^\s*resource 0x[0-9a-f]+ ([\w.]+)\/(\S+)/;
/** `      (pt-rBR) "Nova guia anônima"`; a value with line breaks is left out. */
const VALUE = /^\s+\(([^)]*)\) "(.*)"$/;

/** The resources in the output of `aapt2 dump resources`. */
export function resourcesIn(dump: string): Resource[] {
  const resources: (Resource & { values: Map<string, string> })[] = [];
  for (const line of dump.split('\n')) {
    const [, type, name] = RESOURCE.exec(line) ?? [];
    if (type !== undefined && name !== undefined) resources.push({ type, name, values: new Map() });
    const [, locale, value] = VALUE.exec(line) ?? [];
    if (locale !== undefined && value !== undefined) resources.at(-1)?.values.set(locale, value);
  }

  return resources;
}

const PRIVATE = '(?:incognito|private|inprivate|otr)';

/**
 * What elements of private mode are called: names of resources, and English texts, which an APK keeps if its build removed the
 * names. Chromium: menu_new_incognito_tab, close_all_incognito_tabs, new_tab_otr_title; new_incognito_tab_menu_id, incognito_badge.
 */
const ROLES: readonly { role: string; names: RegExp; texts?: RegExp; ids: RegExp }[] = [
  {
    role: 'menuExitPrivate',
    names: new RegExp(`(?:^|_)(?:exit|quit|leave|close)(?:_all)?_${PRIVATE}`, 'i'),
    texts: new RegExp(`^(?:exit|quit|leave|close)(?: all)? ${PRIVATE}(?: (?:mode|tabs?|browsing))?$`, 'i'),
    ids: new RegExp(`(?:^|_)(?:exit|quit|leave|close)(?:_all)?_${PRIVATE}`, 'i'),
  },
  {
    role: 'menuNewPrivateTab',
    names: new RegExp(`(?:^|_)(?:new|open|enter)_${PRIVATE}(?:_tab|_mode)?$`, 'i'),
    texts: new RegExp(
      `^(?:new|open|enter) ${PRIVATE} (?:tab|mode|window)$|^${PRIVATE} (?:mode|tab|browsing)$`,
      'i',
    ),
    ids: new RegExp(`(?:^|_)(?:new|open|enter)_${PRIVATE}`, 'i'),
  },
  {
    role: 'privateHomeText',
    names: new RegExp(`^new_tab_otr_title$|${PRIVATE}_(?:ntp|home|page)_?\\w*title$`, 'i'),
    texts: new RegExp(`^you(?:'|’)(?:ve|re) (?:gone|in) ${PRIVATE}`, 'i'),
    ids: new RegExp(`${PRIVATE}_(?:ntp|home|page)_?\\w*title$`, 'i'),
  },
  {
    role: 'privateBadge',
    names: /(?!)/,
    ids: new RegExp(`^(?:toolbar_)?${PRIVATE}_?(?:badge|icon|indicator|logo)$`, 'i'),
  },
];

/** The locators that resources give. One locator has the texts of a string in all languages, because each locator costs a query. */
export function screensOf(resources: readonly Resource[]): ReleaseScreen[] {
  return resources.flatMap((resource): ReleaseScreen[] => {
    const row = ROLES.find(({ names, texts, ids }) =>
      resource.type === 'id'
        ? ids.test(resource.name)
        : resource.type === 'string' &&
          (names.test(resource.name) || texts?.test(resource.values.get('') ?? '') === true),
    );
    if (!row) return [];
    const source = `resources.arsc, ${resource.type}/${resource.name}`;
    if (resource.type === 'id') return [{ role: row.role, strategy: 'id', value: resource.name, source }];
    // A text with a placeholder never appears as it is written.
    const texts = [...new Set(resource.values.values())].filter(
      (text) => text.trim() !== '' && !/%\d*\$?[sd]/.test(text),
    );
    if (texts.length === 0) return [];
    const value = texts.map(escapeRegExp).join('|');

    return [
      { role: row.role, strategy: 'textMatches', value, source },
      { role: row.role, strategy: 'descMatches', value, source },
    ];
  });
}

/** Escapes a text for Java's regular expressions. */
function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
