import type { BrowserDeclaration, ElementName } from '../../model/browser.ts';
import type { Talk } from '../inspect/inspect.ts';

/**
 * A person who uses a browser every day, speaks its language, and has never seen Leakgate's tables. The person reads what
 * `inspect` asks, looks at the screen, and points at what is there.
 *
 * @param see the screen in front of the person: the last page source that `inspect` kept
 */
export function createPerson(declaration: BrowserDeclaration, see: () => string): Talk & { heard: string[] } {
  const looks = declaration.ui['en-US'] ?? {};
  const heard: string[] = [];
  /** The elements of the last list, by their number. */
  let list = new Map<string, string>();
  /** What the person is still about to press, to get somewhere. */
  let path: (ElementName | 'back')[] = [];
  let lastQuestion = '';
  let hasScrolled = false;

  const namesOf = (name: ElementName): string[] => {
    const { id = '', text = '', desc = '' } = looks[name] ?? {};

    return [text && `"${text}"`, desc && `"${desc}"`, id && idText(id)].filter((each) => each !== '');
  };
  /** The number of an element in the list, which has to have all that the person knows of it. */
  const pointAt = (name: ElementName): string | undefined => {
    const names = namesOf(name);

    return [...list].find(([, line]) => names.length > 0 && names.every((each) => line.includes(each)))?.[0];
  };
  const buttonOfWall = (): string | undefined => {
    const words = declaration.walls.map(({ dismiss }) => dismiss || (looks.wallDismiss?.desc ?? ''));

    return [...list].find(([, line]) => words.some((word) => line.includes(`"${word}"`)))?.[0];
  };
  const isOnScreen = (words: readonly (string | undefined)[]): boolean =>
    words.some((word) => word !== undefined && word !== '' && see().includes(`"${word}"`));
  const pointOrSkip = (name: ElementName): string => {
    const number = pointAt(name);
    if (number !== undefined) return number;
    // What is not on the screen may be further down in a list.
    if (hasScrolled || !declaration.scroll.includes(name)) return 'skip';
    hasScrolled = true;

    return 'more';
  };
  const walk = (): string => {
    if (buttonOfWall() !== undefined) return 'dialog';
    const [next] = path;
    if (next === undefined) return 'done';
    const answer = next === 'back' ? 'back' : pointOrSkip(next);
    if (answer === 'skip')
      throw new Error(`the screen does not show ${next}: ${[...list.values()].join('; ')}`);
    if (answer !== 'more') path = path.slice(1);

    return answer;
  };
  const setOut = (text: string): void => {
    const { way } = declaration.private;
    if (text.startsWith('A private tab:'))
      // Looks into the menu first, where other browsers have it.
      path = way[0] === 'menu' ? [...way] : ['menu', 'back', ...way];
    if (text.startsWith('Closing the private tab:'))
      path = declaration.private.cues.includes('menuExitPrivate')
        ? ['menu', 'menuExitPrivate']
        : ['tabs', 'closeAllTabs'];
    if (text.startsWith('The settings page')) path = ['menu', 'menuSettings', 'settingsPrivacy'];
  };

  const answers: readonly [RegExp, () => string][] = [
    [/What is in front/, () => firstRun()],
    [/Which button agrees/, () => pointOrSkip('consentAgree')],
    [/element does only this dialog/, () => pointOrSkip('consentTitle')],
    [/closes it without agreeing/, () => buttonOfWall() ?? 'skip'],
    [/text does only this dialog/, () => ''],
    [/search box or the address bar/, () => pointOrSkip('homeSearchBox')],
    [/opens the menu/, () => pointOrSkip('menu')],
    [/opens the list of tabs/, () => pointOrSkip('tabs')],
    [/opens a private tab/, () => pointOrSkip('menuNewPrivateTab')],
    [/opens the settings/, () => pointOrSkip('menuSettings')],
    [/is the address typed/, () => pointOrSkip('urlInput')],
    [/mark does each private tab/, () => pointOrSkip('privateBadge')],
    [/private tab without a page/, () => pointOrSkip('privateHomeText')],
    [/menu have only in private/, () => pointOrSkip('menuExitPrivate')],
    [/list of tabs show only/, () => pointOrSkip('privateTabs')],
    [/^Open https/, () => 'yes'],
    [/the page is visible/, () => ''],
    [/address bar of a page/, () => pointAtAddress()],
    [
      /^Press which element/,
      () => (declaration.statistics === null && path[1] === 'menuSettings' ? 'skip' : walk()),
    ],
    [/label of the switch/, () => pointAtText(declaration.statistics?.label ?? '')],
    [/sent while the switch is on/, () => 'sends'],
    [/^Delete the data|^Add \d+ row/, () => 'yes'],
  ];
  function firstRun(): string {
    if (isOnScreen([looks.consentTitle?.text])) return 'consent';

    return isOnScreen(declaration.walls.map(({ title }) => title)) ? 'dialog' : 'home';
  }
  function pointAtText(text: string): string {
    return [...list].find(([, line]) => line.includes(`"${text}"`))?.[0] ?? 'skip';
  }
  /** The bar above a page shows the title of the page. */
  function pointAtAddress(): string {
    const { id = '', desc = '' } = looks.pageTitle ?? {};

    return [...list].find(([, line]) => line.includes(desc ? `"${desc}"` : idText(id)))?.[0] ?? 'skip';
  }

  return {
    heard,
    say(text) {
      heard.push(text);
      const lines = [...text.matchAll(/^ {2}(\d+) {2}(.+)$/gm)];
      if (lines.length > 0) list = new Map(lines.map(([, number = '', line = '']) => [number, line]));
      setOut(text);
    },
    ask(question) {
      heard.push(question);
      if (question !== lastQuestion) hasScrolled = false;
      lastQuestion = question;
      const answer = answers.find(([pattern]) => pattern.test(question))?.[1]();
      if (answer === undefined) return Promise.reject(new Error(`nobody could answer '${question}'`));
      heard.push(`> ${answer}`);

      return Promise.resolve(answer);
    },
  };
}

/** How a list of elements shows an id: without the package. */
function idText(id: string): string {
  return `id ${id.split('/').at(-1) ?? id})`;
}
