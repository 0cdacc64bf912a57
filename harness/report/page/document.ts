import { createHash } from 'node:crypto';
import { fixed, html, type Markup, type Part } from './html.ts';

export interface PageDocument {
  title: string;
  style: string;
  script?: string;
  /** Whether images and downloads are inside the page, as data URLs. */
  isSingleFile?: boolean;
  body: Part;
}

/**
 * A page that makes no request: its style and its script are known by their hashes, and everything else is forbidden. Without its
 * script it shows the same content.
 */
export function documentOf({ title, style, script, isSingleFile, body }: PageDocument): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    isSingleFile ? 'img-src data:' : "img-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${fixed(style)}</style>
</head>
<body>
${body}
${script === undefined ? '' : scriptElement(script)}
</body>
</html>
`.text;
}

function scriptElement(script: string): Markup {
  return html`<script>${fixed(script)}</script>`;
}

/** CSP 3, 8.3: the hash is of the element's content, exactly. */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
