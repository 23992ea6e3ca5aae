import { shapes, type JsonShape } from '@thaw/core';

const { count, flag, listOf, number, object, oneOf, text, time } = shapes;

const values = object({ precision: text, compile: text });

/** Of what was decided by measuring. Before 0.3 it had another shape, and nobody reads that any more. */
export const decidedShape = object({
  settings: listOf(text),
  network: object({ name: text, imageSize: count }),
  ...{ values, candidates: listOf(object({ values, seconds: number }, { isAtLeast: flag })) },
  ...{ measuredMs: time, description: text },
});

const machine = object({ host: text, os: text, cpu: text, cores: number, memoryBytes: number, node: text });

const computation = object(
  { startedMs: time, seconds: number, thaw: text, machine, peakMemoryBytes: number },
  {
    together: listOf(text),
    engine: object({ name: text, backend: text, description: text }),
    /** Whoever shows it holds it to `decidedShape`. */
    decided: listOf({ type: 'object' }),
    git: object({ commit: text, dirty: flag }, { branch: text }),
  },
);

/** Of `Provenance`. */
export const provenanceShape: JsonShape = object(
  {
    ...{ kind: text, key: text, label: text, version: number, parents: listOf(text) },
    computations: listOf(computation),
  },
  {
    images: object({ root: text }, { manifest: text }),
    backbone: object({ name: text, url: text }, { package: object({ name: text, version: text }) }),
    resize: object(
      { mode: text, interpolation: text, from: oneOf('weights', 'spec') },
      { cropFraction: number, colour: listOf(number) },
    ),
    precision: text,
    compile: oneOf('always'),
    weights: object(
      { identity: text, source: text, available: flag },
      { published: object({ from: text, provenance: text, licence: text }) },
    ),
  },
);
