import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, name, trusted, type Markup } from './markup.js';
import type { ReportData } from './report-data.js';

const asset = (file: string): string => readFileSync(new URL(`../../page/${file}`, import.meta.url), 'utf8');

/** Its text is what the policy's hash is of, to the letter. */
const element = (tag: 'script' | 'style', text: string): Markup => trusted(`<${tag}>${text}</${tag}>`);

/**
 * A report as one HTML file that needs nothing else: no network, no server. Its own script, known by its hash, is the
 * only one that a browser runs in it, whatever the names in the data say.
 */
export async function reportPage({ sweeps, nights, version, timeMs }: ReportData): Promise<string> {
  // Imported when it is wanted: what draws the charts would make every command start more slowly.
  const { sweepSection } = await import('./sections/sweep-section.js');
  const { nameOf, nightsId, nightsSection } = await import('./sections/nights-section.js');
  const script = asset('report.js');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  const made = new Date(timeMs).toISOString();
  const title = sweeps.length === 1 ? sweeps[0]!.sweep.name : `${sweeps.length} sweeps`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Thaw</title>
        ${element('style', asset('report.css'))}
      </head>
      <body>
        <main>
          <h1>Thaw report</h1>
          ${
            sweeps.length + nights.length > 1 &&
            html`<nav aria-label="Sweeps">
              <ul>
                ${sweeps.map(
                  ({ sweep }) => html`<li><a href="#sweep-${sweep.id}">${name(sweep.name)}</a></li>`,
                )}
                ${nights.map(
                  ({ spec, standings }, index) =>
                    html`<li>
                      <a href="#${nightsId(index)}">Nights of ${name(nameOf(standings) ?? spec)}</a>
                    </li>`,
                )}
              </ul>
            </nav>`
          }
          ${sweeps.map(sweepSection)} ${nights.map(nightsSection)}
        </main>
        <footer>
          Made by Thaw ${version} on
          <time datetime="${made}">${made.slice(0, 16).replace('T', ' ')} UTC</time>
        </footer>
        ${element('script', script)}
      </body>
    </html> `.text;
}
