import { line, ruleX, text } from '@observablehq/plot';
import { type Json, own } from '@thaw/core';
import { html, type Markup } from '../markup.js';
import type { RunView, SweepView } from '../sweep-view.js';
import { numberAxis, parameterAxis, type Axis } from './axis.js';
import { chart, ofRun, quietFirst } from './chart.js';

/** Of the height: over how much of it the runs at one place are spread. */
const spread = 0.05;

interface Crossing {
  readonly view: RunView;
  readonly axis: number;
  readonly position: number;
}

/** Each ranked run as a line through its values of the parameters to its value of the objective. */
export function parallelCoordinates({ runs, parameters, sweep }: SweepView): Markup | undefined {
  const ranked = runs.filter(({ value }) => value !== undefined);
  if (ranked.length < 2 || parameters.length === 0) return undefined;
  const objective = numberAxis(
    sweep.objective.metric,
    ranked.map(({ value }) => value!),
  );
  const axes = [...parameters.map(parameterAxis), objective];
  const crossings = quietFirst(ranked).flatMap((view, index) => {
    const values = [...parameters.map(({ path }) => own(view.record.params, path)), view.value];
    return crossingsOf(view, values, axes, spread * (index / (ranked.length - 1) - 0.5));
  });
  const ticks = axes.flatMap(({ ticks }, axis) => ticks.map((tick) => ({ axis, ...tick })));
  return html`<figure class="wide">
    ${chart('Each run as a line through its parameters to the objective', {
      width: 1072,
      height: 340,
      marginLeft: 70,
      marginRight: 70,
      marginTop: 36,
      marginBottom: 12,
      x: { type: 'point', domain: axes.map((_, axis) => axis), axis: null, padding: 0 },
      y: { domain: [-0.03, 1.03], axis: null },
      marks: [
        ruleX(axes, { x: (_: Axis, axis: number) => axis, stroke: 'var(--muted)' }),
        line(crossings, {
          x: 'axis',
          y: 'position',
          z: ({ view }: Crossing) => view.record.id,
          stroke: ({ view }: Crossing) => view.colour,
          strokeWidth: 1.75,
          curve: 'bump-x',
          ...ofRun<Crossing>(),
        }),
        text(ticks, {
          x: 'axis',
          y: 'position',
          text: 'text',
          dx: -7,
          textAnchor: 'end',
          fill: 'currentColor',
          stroke: 'var(--surface)',
          strokeWidth: 5,
        }),
        text(axes, {
          x: (_: Axis, axis: number) => axis,
          text: ({ label }: Axis) => label,
          frameAnchor: 'top',
          dy: -22,
          fontWeight: 600,
        }),
      ],
      color: { type: 'identity' },
    })}
  </figure>`;
}

/** Lines that share the places of an axis are drawn a little apart, in the order of the ranking. */
function crossingsOf(
  view: RunView,
  values: readonly (Json | undefined)[],
  axes: readonly Axis[],
  shift: number,
): readonly Crossing[] {
  return axes.flatMap((axis, index) => {
    const position = axis.position(values[index]);
    if (position === undefined) return [];
    return { view, axis: index, position: position + (axis.isDiscrete ? shift : 0) };
  });
}
