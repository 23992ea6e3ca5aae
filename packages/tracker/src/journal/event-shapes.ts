import { shapes, type JsonShape, type TrackerEvent } from '@thaw/core';

const { anyOf, byName, flag, listOf, number, object, oneOf, sha256, text, time } = shapes;
const texts = listOf(text);

/** Numbers as a line has them. */
const metric = anyOf(number, oneOf('NaN', 'Infinity', '-Infinity'));

const origin = object({}, { thaw: text, git: object({ commit: text, dirty: flag }, { branch: text }) });

const dataset = object({
  ...{ name: text, digest: text, stage: text, source: text, images: number, classes: number },
  context: oneOf('train', 'validation', 'test'),
});

const stage = object(
  { kind: text, key: text, status: oneOf('computed', 'reused', 'failed'), seconds: number },
  { expectedSeconds: number },
);

const group = object({ id: text, name: text, size: number, part: text, overlap: number });

const knowledge = object(
  {
    outside: number,
    configurations: listOf(
      object({
        ...{ parameters: { type: 'object' }, sweep: text, name: text, runs: texts, stages: texts },
        metrics: byName(metric),
      }),
    ),
  },
  { first: text },
);

/** Of an objective. */
const measure = { metric: text, goal: oneOf('maximize', 'minimize') };

/** The name of a file or folder, neither of which leads upwards. */
const name = String.raw`(?!\.{1,2}(/|$))[^/\\]+`;
/** From the folder of the journals: of it, or of the store around it, and no other. */
const placeInStore = `^(\\.\\./)?${name}(/${name})*$`;

/** Of an artifact, from the root of its run's. */
const artifactPlace = { type: 'string', pattern: `^${name}(/${name})*$` };

const content = anyOf(
  object({ content: text, encoding: oneOf('utf8', 'base64') }),
  object({ file: object({ sha256, bytes: number, path: { type: 'string', pattern: placeInStore } }) }),
);

const ended = ['finished', 'failed', 'interrupted'] as const;

const about = { timeMs: time, sweep: text };
const aboutRun = { ...about, run: text };

/** JSON Schemas of events, by type. Each may have more, which a newer Thaw has written. */
export const eventShapes: Readonly<Record<TrackerEvent['type'], JsonShape>> = {
  'sweep-started': object(
    {
      ...about,
      ...{ name: text, experiment: text, runs: texts, tags: byName(text) },
      objective: object(measure, { others: listOf(object(measure)) }),
    },
    { origin, differs: texts, overrides: texts, expectedSeconds: number, knows: knowledge, screened: text },
  ),
  'tracking-changed': object({ ...about, experiment: text, tags: byName(text) }),
  night: object({ ...about, dueAt: text }),
  'run-started': object(
    { ...aboutRun, name: text, params: { type: 'object' }, tags: byName(text) },
    { origin, colour: text, group, phases: texts, datasets: listOf(dataset) },
  ),
  datasets: object({ ...aboutRun, datasets: listOf(dataset) }),
  metrics: object({ ...aboutRun, step: number, values: byName(metric) }),
  'system-metrics': object({ ...aboutRun, values: byName(metric) }),
  artifact: { ...object({ ...about, path: artifactPlace }, { run: text, picture: text }), ...content },
  model: object({
    ...aboutRun,
    name: text,
    stage: text,
    files: { ...byName(content), propertyNames: artifactPlace },
  }),
  registered: object({ ...aboutRun, name: text, version: text, server: text }, { alias: text }),
  stages: object({ ...aboutRun, stages: listOf(stage) }),
  weighed: object({ ...about, choice: text, seconds: listOf(anyOf(number, { type: 'null' })) }),
  'task-ended': object({ ...aboutRun, stage: text, seconds: number, turn: number }),
  'run-ended': object({ ...aboutRun, status: oneOf(...ended, 'stopped') }, { reason: text, cause: text }),
  'sweep-ended': object({ ...about, status: oneOf(...ended) }),
};

/** Of events whose type only a newer Thaw knows. */
export const anyEvent: JsonShape = object({ type: text, ...about });
