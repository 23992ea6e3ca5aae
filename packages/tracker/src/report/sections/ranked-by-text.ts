import { areSeveral, objectivesIn, type Objective } from '@thaw/core';
import { html, type Markup } from '../markup.js';

const inWords = ({ metric, goal }: Objective): Markup =>
  html`<code>${metric}</code>, ${goal === 'maximize' ? 'highest' : 'lowest'} first`;

/** What runs are ranked by; of several objectives also what a front is. */
export const rankedByText = (objective: Objective): Markup =>
  areSeveral(objective)
    ? html`By Pareto fronts of
      ${objectivesIn(objective).map((each, index) => html`${index > 0 && '; '}${inWords(each)}`)}: nothing
      beats a run of the first front in one without losing in another. On a front, those farthest from their
      neighbours stand first.`
    : html`By ${inWords(objective)}.`;
