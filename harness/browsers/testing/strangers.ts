/** A browser that no table knows, and the answers with which a user walks through it. */
export interface Stranger {
  /** Its language, which is part of its name. */
  language: string;
  /** Keys of `browser.json`. */
  declaration: Record<string, unknown>;
  answers: string[];
}

interface Words {
  agree: string;
  refuse: string;
  wall: { title: string; accept: string; dismiss: string };
  search: string;
  menu: string;
  newPrivate: string;
  exit: string;
  settings: string;
  badge: string;
  hello: string;
}

/** Looks of all elements that a story needs; none of these ids and words is in a table. */
function looks(language: string, words: Words): Record<string, unknown> {
  const id = (name: string): string => `${language}_${name}`;

  return {
    consentTitle: { id: id('terms'), text: `§ ${words.agree}` },
    consentAgree: { id: id('yes'), text: words.agree },
    consentDisagree: { id: id('no'), text: words.refuse },
    wallTitle: { id: id('ask') },
    wallAccept: { id: id('ask_yes') },
    wallDismiss: { id: id('ask_no') },
    homeSearchBox: { id: id('box'), text: words.search },
    urlInput: { id: id('input') },
    goButton: { id: id('go') },
    menu: { desc: words.menu },
    menuNewPrivateTab: { text: words.newPrivate },
    newPrivateTab: { desc: words.newPrivate },
    menuExitPrivate: { text: words.exit },
    menuSettings: { text: words.settings },
    tabs: { id: id('windows') },
    privateBadge: { desc: words.badge },
    privateHomeText: { text: words.hello },
    pageTitle: { id: id('address') },
  };
}

const HOME = (id: string, menu: string): string[] => ['home', `${id}_box`, menu, `${id}_windows`];

const HINDI: Words = {
  agree: 'मैं सहमत हूँ',
  refuse: 'नहीं',
  wall: { title: 'क्या यह मुख्य ब्राउज़र हो?', accept: 'हाँ', dismiss: 'बाद में' },
  search: 'खोजें या पता लिखें',
  menu: 'विकल्प',
  newPrivate: 'नया गुप्त टैब',
  exit: 'गुप्त टैब बंद करें',
  settings: 'सेटिंग',
  badge: 'गुप्त',
  hello: 'आप गुप्त हैं',
};
const RUSSIAN: Words = {
  agree: 'Согласен',
  refuse: 'Выйти',
  wall: { title: 'Сделать браузером по умолчанию?', accept: 'Сделать', dismiss: 'Потом' },
  search: 'Поиск или адрес',
  menu: 'Ещё',
  newPrivate: 'Новая тайная вкладка',
  exit: 'Закрыть тайные вкладки',
  settings: 'Параметры',
  badge: 'Тайная вкладка',
  hello: 'Вы перешли в тайный режим',
};
const CHINESE: Words = {
  agree: '我同意并继续',
  refuse: '不同意',
  wall: { title: '是否将其设为您的默认浏览器?', accept: '设置', dismiss: '以后再说' },
  search: '搜索或输入地址',
  menu: '更多',
  newPrivate: '新建隐身标签',
  exit: '退出隐身标签',
  settings: '浏览器设置',
  badge: '隐身中',
  hello: '您已进入隐身状态',
};
const ARABIC: Words = {
  agree: 'أوافق',
  refuse: 'خروج',
  wall: { title: 'هل تريده متصفحك الافتراضي؟', accept: 'نعم', dismiss: 'ليس الآن' },
  search: 'ابحث أو اكتب عنوانًا',
  menu: 'المزيد',
  newPrivate: 'علامة تبويب خفية جديدة',
  exit: 'إغلاق العلامات الخفية',
  settings: 'الإعدادات',
  badge: 'خفي',
  hello: 'لقد دخلت الوضع الخفي',
};
const PORTUGUESE: Words = {
  agree: 'Concordo',
  refuse: 'Sair',
  wall: { title: 'Usar este navegador sempre?', accept: 'Usar', dismiss: 'Agora não' },
  search: 'Buscar ou digitar',
  menu: 'Opções',
  newPrivate: 'Nova aba secreta',
  exit: 'Sair das abas secretas',
  settings: 'Ajustes',
  badge: 'Aba secreta',
  hello: 'Você está numa aba secreta',
};

const CONSENT = { when: 'first-launch', agree: 'agree', disagree: 'exit' };
/** The signs of private mode, a page in the private tab, and the way out by the menu. */
const marks = (id: string, words: Words): string[] => [
  words.badge,
  words.hello,
  words.exit,
  'yes',
  '',
  `${id}_address`,
];
const close = (words: Words): string[] => [words.menu, words.exit, 'done'];

export const STRANGERS: readonly Stranger[] = [
  {
    language: 'hi',
    declaration: {
      ui: { 'en-US': looks('hi', HINDI) },
      private: { cues: ['privateBadge', 'privateHomeText', 'menuExitPrivate'] },
    },
    answers: [
      HOME('hi', HINDI.menu),
      [HINDI.newPrivate, HINDI.settings, 'hi_input'],
      // Enter presses the menu and the item, which the tables' way names.
      ['', '', 'done'],
      marks('hi', HINDI),
      close(HINDI),
      'skip',
    ].flat(),
  },
  {
    language: 'ru',
    declaration: {
      ui: { 'en-US': looks('ru', RUSSIAN) },
      consent: CONSENT,
      walls: [{ when: 'after-consent', ...RUSSIAN.wall }],
      private: {
        way: ['tabs', 'newPrivateTab'],
        cues: ['privateBadge', 'privateHomeText', 'menuExitPrivate'],
      },
    },
    answers: [
      ['consent', RUSSIAN.agree, 'ru_terms', 'dialog', RUSSIAN.wall.dismiss],
      HOME('ru', RUSSIAN.menu),
      ['skip', RUSSIAN.settings, 'ru_input'],
      ['ru_windows', RUSSIAN.newPrivate, 'done'],
      marks('ru', RUSSIAN),
      close(RUSSIAN),
      'skip',
    ].flat(),
  },
  {
    language: 'zh',
    declaration: {
      ui: { 'en-US': looks('zh', CHINESE) },
      consent: { ...CONSENT, when: 'every-launch' },
      walls: [{ when: 'first-launch', ...CHINESE.wall }],
      private: { cues: ['privateBadge', 'privateHomeText', 'menuExitPrivate'] },
      statistics: {
        where: 'settings',
        label: '发送隐身统计',
        summaryOn: '发送',
        summaryOff: '不发送',
        checked: true,
        emptyText: true,
      },
    },
    answers: [
      ['consent', CHINESE.agree, 'zh_terms', 'dialog', CHINESE.wall.dismiss],
      HOME('zh', CHINESE.menu),
      [CHINESE.newPrivate, CHINESE.settings, 'zh_input'],
      ['', '', 'done'],
      marks('zh', CHINESE),
      close(CHINESE),
      [CHINESE.menu, CHINESE.settings, 'Privacy & security', 'done', '发送隐身统计', 'sends'],
    ].flat(),
  },
  {
    language: 'ar',
    declaration: {
      ui: { 'en-US': looks('ar', ARABIC) },
      walls: [
        { when: 'first-launch', ...ARABIC.wall },
        { when: 'first-launch', title: 'قيّم هذا التطبيق من فضلك', accept: 'قيّم', dismiss: 'لا شكرًا' },
      ],
      scroll: ['menuNewPrivateTab', 'menuExitPrivate'],
      private: { cues: ['privateBadge', 'privateHomeText', 'menuExitPrivate'] },
    },
    answers: [
      ['dialog', ARABIC.wall.dismiss, 'dialog', 'لا شكرًا'],
      HOME('ar', ARABIC.menu),
      ['skip', ARABIC.settings, 'ar_input'],
      [ARABIC.menu, 'more', ARABIC.newPrivate, 'done'],
      [ARABIC.badge, ARABIC.hello, 'more', ARABIC.exit],
      ['yes', '', 'ar_address'],
      [ARABIC.menu, 'more', ARABIC.exit, 'done'],
      'skip',
    ].flat(),
  },
  {
    language: 'pt',
    declaration: {
      ui: { 'en-US': looks('pt', PORTUGUESE) },
      consent: CONSENT,
      flagSecure: 'private',
      suggestions: true,
      private: { cues: ['privateBadge', 'privateHomeText', 'menuExitPrivate'] },
    },
    answers: [
      ['consent', PORTUGUESE.agree, 'skip'],
      HOME('pt', PORTUGUESE.menu),
      [PORTUGUESE.newPrivate, PORTUGUESE.settings, 'pt_input'],
      [PORTUGUESE.menu, PORTUGUESE.newPrivate, 'done'],
      marks('pt', PORTUGUESE),
      close(PORTUGUESE),
      'skip',
    ].flat(),
  },
];
