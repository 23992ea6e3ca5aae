import { areSeveral, bestGroup, meanOf, measureText, objectives, own } from '@thaw/core';
import { costCharts } from '../charts/cost-charts.js';
import { learningCurves } from '../charts/learning-curves.js';
import { parallelCoordinates } from '../charts/parallel-coordinates.js';
import { tradeOffs } from '../charts/trade-offs.js';
import { html, name, trusted, type Content, type Markup } from '../markup.js';
import { durationText, metricText } from '../number-text.js';
import { viewSweep, type SweepView } from '../sweep-view.js';
import type { ReportSweep } from '../report-data.js';
import { confusionSection } from './confusion-section.js';
import { groupsSection } from './groups-section.js';
import { importanceSection } from './importance-section.js';
import { mistakesSection } from './mistakes-section.js';
import { networksSection } from './networks-section.js';
import { predictionSection } from './prediction-section.js';
import { rankingSection } from './ranking-section.js';
import { sharingSection } from './sharing-section.js';

export function sweepSection(data: ReportSweep): Markup {
  const view = viewSweep(data);
  const { sweep } = view;
  const sections = html`${groupsSection(view)} ${rankingSection(view)} ${networksSection(view)}
  ${section(
    view,
    'trade-offs',
    'What one objective costs of another',
    tradeOffs(view),
    'Named runs are on the Pareto front: nothing beats them in one objective without losing in another.',
  )}
  ${section(view, 'curves', 'Learning curves', learningCurves(view))}
  ${section(view, 'parallel', 'Parameters and the objective', parallelCoordinates(view))}
  ${importanceSection(view)}
  ${section(
    view,
    'cost',
    'What accuracy costs',
    costCharts(view),
    'The line is the Pareto front: no run is better for less. Numbers are ranks.',
  )}
  ${confusionSection(view)} ${mistakesSection(view)} ${sharingSection(view)} ${predictionSection(view)}`;
  return html`<article id="sweep-${sweep.id}" aria-labelledby="sweep-${sweep.id}-title">
    <header>
      <h2 id="sweep-${sweep.id}-title">${name(sweep.name)}</h2>
      <p class="about">
        experiment ${name(sweep.experiment)} · sweep <code>${sweep.id}</code> · ${sweep.status}
      </p>
      ${keyFigures(view)}
    </header>
    ${contents(view, sections)} ${sections}
  </article>`;
}

/** Links to the sections that there are, by their headings as they stand in the page. */
const contents = ({ sweep }: SweepView, sections: Markup): Markup =>
  html`<nav class="contents" aria-label="Contents of ${sweep.name}">
    <ul>
      ${[...sections.text.matchAll(/<h3 id="([^"]+)">([^<]+)<\/h3>/g)].map(
        ([, id, heading]) => html`<li><a href="#${trusted(id!)}">${trusted(heading!)}</a></li>`,
      )}
    </ul>
  </nav>`;

function section(
  { sweep }: SweepView,
  kind: string,
  title: string,
  content: Markup | undefined,
  words?: string,
): Content {
  if (!content) return undefined;
  const id = `${kind}-${sweep.id}`;
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">${title}</h3>
    ${words && html`<p>${words}</p>`} ${content}
  </section>`;
}

function keyFigures({ sweep, runs, sharing }: SweepView): Markup {
  const { metric } = sweep.objective;
  const finished = runs.filter(({ record }) => record.status === 'finished').length;
  const best = bestGroup(runs, sweep.objective, ({ record }) => record);
  const members = best?.runs.map(({ record }) => record) ?? [];
  const seconds = sharing.reduce((sum, kind) => sum + kind.seconds, 0);
  const saved = sharing.reduce((sum, kind) => sum + kind.secondsAlone, 0) - seconds;
  const tested = members.flatMap(({ metrics }) => own(metrics, objectives.test) ?? []).map(Number);
  const figures: readonly (readonly [Content, Content] | undefined)[] = [
    [html`best <code>${metric}</code>`, best?.value === undefined ? '–' : measureText(metric, best.value)],
    tested.length === 0 || areSeveral(sweep.objective)
      ? undefined
      : [html`its <code>${objectives.test}</code>`, metricText(meanOf(tested))],
    ['runs finished', `${finished} of ${sweep.runs.length}`],
    ['computing', durationText(seconds)],
    ['saved by sharing', durationText(saved)],
  ];
  return html`<dl class="key-figures">
    ${figures.map(
      (figure) =>
        figure &&
        html`<div>
          <dt>${figure[0]}</dt>
          <dd>${figure[1]}</dd>
        </div>`,
    )}
  </dl>`;
}
