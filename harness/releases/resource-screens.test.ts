import assert from 'node:assert/strict';
import { type Resource, resourcesIn, screensOf } from './resource-screens.ts';

const DUMP = `Binary APK
Package name=a.b id=7f
  type id id=01 entryCount=2
    resource 0x7f010000 id/incognito_badge
      () (id)
    resource 0x7f010001 id/url_bar
      () (id)
  type string id=02 entryCount=3
    resource 0x7f020000 string/app_name
      () "A browser"
    resource 0x7f020001 string/menu_new_incognito_tab
      () "New Incognito tab (beta)"
      (hi) "नई इंकॉग्निटो टैब"
      (pt-rBR) "Nova guia anônima"
    resource 0x7f020002 string/tabs
      () "%1$d tabs
in two lines"
`;
const string = (name: string, text: string): Resource => ({
  type: 'string',
  name,
  values: new Map([['', text]]),
});
const rolesOf = (...resources: Resource[]): string[] => [
  ...new Set(screensOf(resources).map(({ role }) => role)),
];

describe('resourcesIn', () => {
  it('reads names, and texts of all locales', () => {
    const resources = resourcesIn(DUMP);
    assert.deepEqual(
      resources.map(({ type, name }) => `${type}/${name}`),
      ['id/incognito_badge', 'id/url_bar', 'string/app_name', 'string/menu_new_incognito_tab', 'string/tabs'],
    );
    assert.deepEqual(
      [...(resources[3]?.values ?? [])],
      [
        ['', 'New Incognito tab (beta)'],
        ['hi', 'नई इंकॉग्निटो टैब'],
        ['pt-rBR', 'Nova guia anônima'],
      ],
    );
  });
});

describe('screensOf', () => {
  it('gives ids, and one pattern with the texts of all languages', () => {
    const value = 'New Incognito tab \\(beta\\)|नई इंकॉग्निटो टैब|Nova guia anônima';
    const source = 'resources.arsc, string/menu_new_incognito_tab';
    assert.deepEqual(screensOf(resourcesIn(DUMP)), [
      {
        role: 'privateBadge',
        strategy: 'id',
        value: 'incognito_badge',
        source: 'resources.arsc, id/incognito_badge',
      },
      { role: 'menuNewPrivateTab', strategy: 'textMatches', value, source },
      { role: 'menuNewPrivateTab', strategy: 'descMatches', value, source },
    ]);
  });

  const named: [resource: Resource, roles: string[]][] = [
    [string('menu_new_incognito_tab', 'x'), ['menuNewPrivateTab']],
    [string('open_private_mode', 'x'), ['menuNewPrivateTab']],
    [string('close_all_incognito_tabs', 'x'), ['menuExitPrivate']],
    [string('exit_incognito', 'x'), ['menuExitPrivate']],
    [string('new_tab_otr_title', 'x'), ['privateHomeText']],
    // The build of the APK has removed the names.
    [string('a', 'New incognito tab'), ['menuNewPrivateTab']],
    [string('b', 'Exit private browsing'), ['menuExitPrivate']],
    [string('c', 'You’ve gone Incognito'), ['privateHomeText']],
    [{ type: 'id', name: 'new_incognito_tab_menu_id', values: new Map() }, ['menuNewPrivateTab']],
    // None of these names an element of private mode.
    [string('d', 'Settings'), []],
    [string('privacy_settings', 'Private data and cookies'), []],
    [string('incognito_tabs_count', '%1$d incognito tabs'), []],
    [string('close_all_tabs', 'Close all tabs'), []],
    [{ type: 'id', name: 'incognito_switch', values: new Map() }, []],
    [{ type: 'drawable', name: 'incognito_badge', values: new Map() }, []],
  ];
  for (const [resource, roles] of named)
    it(`gives ${roles.join(', ') || 'nothing'} for ${resource.type}/${resource.name}`, () => {
      assert.deepEqual(rolesOf(resource), roles);
    });

  it('gives nothing for a text with a placeholder', () => {
    assert.deepEqual(rolesOf(string('close_all_incognito_tabs', 'Close %1$d tabs')), []);
  });
});
