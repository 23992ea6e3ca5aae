import { importanceChart } from '../charts/importance-chart.js';
import { functionalAnova, type ImportanceResult } from '../importance/functional-anova.js';
import { html, type Markup } from '../markup.js';
import type { SweepView } from '../sweep-view.js';

export function importanceSection({ sweep, runs, parameters }: SweepView): Markup | undefined {
  if (parameters.length === 0) return undefined;
  const id = `importance-${sweep.id}`;
  const { metric } = sweep.objective;
  const ranked = runs.flatMap(({ record, value }) => (value === undefined ? [] : { record, value }));
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">What matters</h3>
    ${describe(functionalAnova(ranked, parameters), metric, ranked.length)}
  </section>`;
}

function describe(result: ImportanceResult, metric: string, runs: number): Markup {
  if ('tooFewOf' in result)
    return html`<p>
      ${runs} ranked runs are too few to tell which parameter matters; it takes at least ${result.tooFewOf}.
    </p>`;
  if ('isConstant' in result)
    return html`<p>No parameter makes a difference to <code>${metric}</code> in these runs.</p>`;
  return html`<p>
      How much of the variance of <code>${metric}</code> over the parameters' values each explains by itself;
      ${Math.round(100 * result.rest)} % lie in combinations and chance. The lines span the middle 80 % of the
      trees: with ${runs} runs, take it as a hint.
    </p>
    ${importanceChart(result.importances, metric)}
    <p class="source">
      Functional ANOVA on a random forest:
      <cite>Hutter, Hoos, Leyton-Brown, An Efficient Approach for Assessing Hyperparameter Importance</cite>,
      ICML 2014.
    </p>`;
}
