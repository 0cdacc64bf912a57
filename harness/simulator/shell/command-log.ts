/** What a command line in a handset's log begins with; a JSON string follows. */
export const COMMAND_PREFIX = 'command: ';

/** The command line in a service of adb's, `shell,v2,raw:id` or `exec:id`; undefined for other services. */
const SHELL_SERVICE = /^(?:shell(?:,[^:]*)?|exec):(.*)$/s;

/**
 * What command lines have in common that differ in values only: numbers, hex digits, addresses, packages of browsers, long
 * texts in quotes.
 */
export function shapeOf(line: string): string {
  return line
    .replace(/'(?:[^']|'\\''){60,}'/gs, "'TEXT'")
    .replace(/https?:\/\/[^\s'"]+/g, 'URL')
    .replace(/\b(?:com|org)(?:\.\w+)+\/[\w.]+/g, 'COMPONENT')
    .replace(/\b(?:com|org)(?:\.\w+){2,}/g, 'PACKAGE')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/g, 'HEX')
    .replace(/\d+(?:\.\d+)*/g, 'N')
    .replace(/TERM=[\w-]+/g, 'TERM');
}

/** Takes the services that adb's clients open, and passes on the first command line of each shape. */
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
