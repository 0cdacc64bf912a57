/** What a command line in a handset's log begins with; a JSON string follows. */
export const COMMAND_PREFIX = 'command: ';

/** The command line in a service of adb's, `shell,v2,raw:id` or `exec:id`; undefined for other services. */
const SHELL_SERVICE = /^(?:shell(?:,[^:]*)?|exec):(.*)$/s;

/** Replaces what differs between command lines of one kind: numbers, hex digits, URLs, packages of apps, written texts, how often a command is repeated. */
export function shapeOf(line: string): string {
  return line
    .replace(/^printf %s '(?:[^']|'\\'')*'/s, "printf %s 'TEXT'")
    .replace(/\bR=\$\(echo "\*(\w+)[^)]*\)/g, 'R=$(echo "*$1 RULES")')
    .replace(/https?:\/\/[^\s'"]+/g, 'URL')
    .replace(/\b(?:com|org)(?:\.\w+)+\/[\w.]+/g, 'COMPONENT')
    .replace(/\b(?:com|org)(?:\.\w+){2,}/g, 'PACKAGE')
    .replace(/\/data\/app\/[^/]+\/[^/]+\//g, '/data/app/N/N/')
    .replace(/\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})\b/g, 'N')
    .replace(/(?:\b|(?<=[a-z]_))\d+(?:\.\d+)*\b(?!>)/g, 'N')
    .replace(/(?<= in )N(?: N)+(?=;)/g, 'N')
    .replace(/((?:ip6?tables [^;]+; ){1,3})\1+/g, '$1')
    .replace(/(?<= && |')([^&']+)(?: && \1)+(?= && |')/g, '$1');
}

/** Receives the services that adb's clients open, and logs the first command line of each shape. */
export function createCommandLog(log: (line: string) => void): (service: string) => void {
  const seen = new Set<string>();

  return (service) => {
    const line = SHELL_SERVICE.exec(service)?.[1];
    if (line === undefined || line === '') return;
    const shape = shapeOf(line);
    if (seen.has(shape)) return;
    seen.add(shape);
    log(line);
  };
}
