import { html, name } from './markup.js';
import { asset, wholePage } from './whole-page.js';
import type { ReportData } from './report-data.js';

/** A report as one HTML file that needs nothing else. */
export async function reportPage({ sweeps, nights, version, timeMs }: ReportData): Promise<string> {
  // Imported when it is wanted: what draws the charts would make every command start more slowly.
  const { sweepSection } = await import('./sections/sweep-section.js');
  const { nameOf, nightsId, nightsSection } = await import('./sections/nights-section.js');
  const title = sweeps.length === 1 ? sweeps[0]!.sweep.name : `${sweeps.length} sweeps`;
  return wholePage({
    title,
    script: asset('report.js'),
    ...{ version, timeMs },
    main: html`<h1>Thaw report</h1>
      ${
        sweeps.length + nights.length > 1 &&
        html`<nav aria-label="Sweeps">
          <ul>
            ${sweeps.map(({ sweep }) => html`<li><a href="#sweep-${sweep.id}">${name(sweep.name)}</a></li>`)}
            ${nights.map(
              ({ spec, standings }, index) =>
                html`<li>
                  <a href="#${nightsId(index)}">Nights of ${name(nameOf(standings) ?? spec)}</a>
                </li>`,
            )}
          </ul>
        </nav>`
      }
      ${sweeps.map(sweepSection)} ${nights.map(nightsSection)}`,
  });
}
