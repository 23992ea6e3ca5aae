import { html, type Markup } from '../markup.js';
import { durationText } from '../number-text.js';
import type { SweepView } from '../sweep-view.js';

export function sharingSection({ sweep, sharing }: SweepView): Markup | undefined {
  if (sharing.length === 0) return undefined;
  const id = `sharing-${sweep.id}`;
  const total = (of: 'needed' | 'distinct' | 'seconds' | 'secondsAlone') =>
    sharing.reduce((sum, kind) => sum + kind[of], 0);
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">What sharing saved</h3>
    <p>
      The runs need ${total('needed')} stages, of which ${total('distinct')} differ. Each was computed once,
      in ${durationText(total('seconds'))}; each run by itself would have taken
      ${durationText(total('secondsAlone'))} in all.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
      <table>
        <thead>
          <tr>
            <th scope="col">stage</th>
            <th scope="col" class="number">needed</th>
            <th scope="col" class="number">computed</th>
            <th scope="col" class="number">time</th>
            <th scope="col" class="number">without sharing</th>
          </tr>
        </thead>
        <tbody>
          ${sharing.map(
            ({ kind, needed, distinct, seconds, secondsAlone }) =>
              html`<tr>
                <th scope="row">${kind}</th>
                <td class="number">${needed}</td>
                <td class="number">${distinct}</td>
                <td class="number">${durationText(seconds)}</td>
                <td class="number">${durationText(secondsAlone)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
