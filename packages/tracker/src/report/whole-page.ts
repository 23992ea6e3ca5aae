import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, trusted, type Markup } from './markup.js';

export const asset = (file: string): string =>
  readFileSync(new URL(`../../page/${file}`, import.meta.url), 'utf8');

export interface PageParts {
  readonly title: string;
  readonly main: Markup;
  readonly script: string;
  /** Beside what all pages have. */
  readonly style?: string;
  /** Of Thaw, and when the page was made. */
  readonly version: string;
  readonly timeMs: number;
}

/** Its text is what the policy's hash is of, to the letter. */
const element = (tag: 'script' | 'style', text: string): Markup => trusted(`<${tag}>${text}</${tag}>`);

/**
 * A page as one HTML file that needs nothing else: no network, no server. Its own script, known by its hash, is the
 * only one that a browser runs in it, whatever the names in the data say.
 */
export function wholePage({ title, main, script, style = '', version, timeMs }: PageParts): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  const made = new Date(timeMs).toISOString();
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Thaw</title>
        ${element('style', `${asset('report.css')}${style}`)}
      </head>
      <body>
        <main>${main}</main>
        <footer>
          Made by Thaw ${version} on
          <time datetime="${made}">${made.slice(0, 16).replace('T', ' ')} UTC</time>
        </footer>
        ${element('script', script)}
      </body>
    </html> `.text;
}
