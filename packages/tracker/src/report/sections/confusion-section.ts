import { html, name, type Markup } from '../markup.js';
import type { Evaluation } from '../report-data.js';
import type { SweepView } from '../sweep-view.js';
import { titleOf } from '../sweep-view.js';

/** Of the best runs; more of them are hard to take in. */
const shownRuns = 3;
/** A table of more classes cannot be read; then the most frequent confusions are listed. */
const mostClasses = 24;
const listedPairs = 20;

export function confusionSection({ sweep, runs }: SweepView): Markup | undefined {
  const evaluated = runs.filter(({ evaluation }) => evaluation).slice(0, shownRuns);
  const [best] = evaluated;
  if (!best) return undefined;
  const { on, images } = best.evaluation!;
  const id = `confusion-${sweep.id}`;
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Confusion</h3>
    <p>
      What the runs say of ${images} ${on} images. Rows are what an image shows, columns what the run takes it
      for.
    </p>
    ${evaluated.map((run, index) => {
      const shown = confusion(run.evaluation!, titleOf(run));
      return index === 0
        ? shown
        : html`<details>
            <summary>${name(titleOf(run))}</summary>
            ${shown}
          </details>`;
    })}
  </section>`;
}

const confusion = (evaluation: Evaluation, caption: string): Markup =>
  evaluation.classes.length <= mostClasses ? matrix(evaluation, caption) : pairs(evaluation, caption);

function matrix({ classes, confusion: counts }: Evaluation, caption: string): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix">
    <table class="confusion">
      <caption>
        ${name(caption)}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${classes.map((each) => html`<th scope="col"><span>${name(each)}</span></th>`)}
          <th scope="col" class="recall">recall</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map((row, truth) => {
          const total = row.reduce((sum, count) => sum + count, 0);
          return html`<tr>
            <th scope="row">${name(classes[truth]!)}</th>
            ${row.map(
              (count, predicted) =>
                html`<td
                  class="${truth === predicted ? 'right' : 'wrong'}"
                  style="--share:${total > 0 ? (count / total).toFixed(3) : 0}"
                >
                  ${count || html`<span class="none">·</span>`}
                </td>`,
            )}
            <td class="recall">${total > 0 ? `${Math.round((100 * row[truth]!) / total)} %` : '–'}</td>
          </tr> `;
        })}
      </tbody>
    </table>
  </div>`;
}

function pairs({ classes, confusion: counts }: Evaluation, caption: string): Markup {
  const confused = counts
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, listedPairs);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusions">
    <table>
      <caption>
        ${name(caption)}: the most frequent confusions of ${classes.length} classes
      </caption>
      <thead>
        <tr>
          <th scope="col">shows</th>
          <th scope="col">taken for</th>
          <th scope="col" class="number">images</th>
        </tr>
      </thead>
      <tbody>
        ${confused.map(
          ({ truth, predicted, count }) =>
            html`<tr>
              <td>${name(classes[truth]!)}</td>
              <td>${name(classes[predicted]!)}</td>
              <td class="number">${count}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
