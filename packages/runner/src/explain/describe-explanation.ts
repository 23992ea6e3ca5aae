import { describeResize, shapeFault } from '@thaw/core';
import { decidedShape, type Computation, type Provenance } from '@thaw/execution/provenance';
import { stringify } from 'yaml';
import { formatBytes } from '../text/bytes.js';
import { takenLine } from '../sweep/taken-line.js';
import { formatDuration } from '../text/duration.js';
import type { ExplainedStage, Explanation } from './explain-run.js';

/** Of features in many shards the first are enough to be recognised by. */
const shownBlobs = 6;

/** How a run came to its result, for people. */
export function describeExplanation(explanation: Explanation): string {
  const { run, name, status, reason, sweep, alsoIn, stages, config } = explanation;
  return [
    `run ${run}  ${name}  ${status}`,
    ...(reason === undefined ? [] : [`  ${reason.replaceAll('\n', '\n  ')}`]),
    `sweep ${sweep.name} ${sweep.id}, experiment ${sweep.experiment}`,
    ...(sweep.screened === undefined ? [] : [`  screened: ${sweep.screened}`]),
    ...alsoIn.map((other) => `also in sweep ${other.name} ${other.id}`),
    ...stages.flatMap((stage) => ['', ...stageLines(stage, explanation)]),
    ...(config ? ['', 'configuration', indented(stringify(config).trimEnd())] : []),
    ...(config
      ? ['', 'to run just this again', `  thaw explain ${run} --out run.yaml && thaw sweep --spec run.yaml`]
      : []),
  ].join('\n');
}

function stageLines(stage: ExplainedStage, { run, sweep }: Explanation): string[] {
  const { kind, key, status, computedBy, provenance, blobs } = stage;
  const by =
    computedBy === undefined
      ? 'by no sweep of this store'
      : `by ${computedBy.sweep === sweep.id ? 'this sweep' : `sweep ${computedBy.sweep}`}` +
        (computedBy.run === run ? '' : `, for run ${computedBy.run}`);
  const facts = provenance ? provenanceFacts(provenance) : [['known', 'nothing more of how it was computed']];
  return [
    `${kind} ${key.slice(0, 12)}${provenance ? `  ${provenance.label}` : ''}`,
    ...[
      ['key', key],
      ['here', status === 'computed' ? 'computed' : `${status}; computed ${by}`],
      ...facts,
      ...blobFacts(blobs),
    ].map(([title, text]) => `  ${title!.padEnd(8)}  ${text}`),
  ];
}

function provenanceFacts({
  parents,
  images,
  resize,
  backbone,
  weights,
  version,
  computations,
}: Provenance): string[][] {
  return [
    ...(parents.length > 0 ? [['from', parents.map((key) => key.slice(0, 12)).join(', ')]] : []),
    ...(images ? [['images', [images.root, images.manifest].filter(Boolean).join(', ')]] : []),
    ...(resize ? [['resized', `${describeResize(resize)}, ${resizedBy[resize.from]}`]] : []),
    ...(backbone ? [['network', networkFact(backbone)]] : []),
    ...(weights ? [['weights', `${weights.identity}, ${weights.source}`]] : []),
    ...(weights?.published
      ? [
          [
            '',
            `${weights.published.from}. ${weights.published.provenance} Licence: ${weights.published.licence}.`,
          ],
        ]
      : []),
    ...computations.flatMap((computation) => computationFacts(computation, version)),
  ];
}

const resizedBy = { weights: 'as the network was trained', spec: 'as its spec says' } as const;

/** A package by its version, a file by its place. */
const networkFact = ({ package: from, url }: NonNullable<Provenance['backbone']>): string =>
  from ? `${from.name} ${from.version}, ${url}` : url;

function computationFacts(computation: Computation, version: number): string[][] {
  const { startedMs, seconds, together, thaw, machine, engine, peakMemoryBytes, git } = computation;
  const { decided = [] } = computation;
  const along = together ? `, along with ${together.map((key) => key.slice(0, 12)).join(', ')}` : '';
  const library = engine ? `, ${engine.backend} (${engine.description})` : '';
  return [
    ['when', `${new Date(startedMs).toISOString()}, ${briefly(seconds)}${along}`],
    ['code', `Thaw ${thaw}, stage version ${version}${library}, Node ${machine.node}`],
    [
      'machine',
      `${machine.host}: ${machine.os}, ${machine.cores} × ${machine.cpu}, ${formatBytes(machine.memoryBytes)}`,
    ],
    ...decided
      .filter((taken) => shapeFault(taken, decidedShape) === undefined)
      .map((taken) => ['chosen', takenLine(taken)]),
    ['memory', `${formatBytes(peakMemoryBytes)} at most, by the process so far`],
    ...(git ? [['git', `${git.commit}${git.dirty ? ', with changes' : ''}`]] : []),
  ];
}

function blobFacts(blobs: ExplainedStage['blobs']): string[][] {
  if (blobs.length === 0) return [['holds', 'nothing any more: it was evicted for space, or removed']];
  const lines = blobs
    .slice(0, shownBlobs)
    .map(({ name, bytes, sha256 }) => `${sha256}  ${name}, ${formatBytes(bytes)}`);
  const more = blobs.length > shownBlobs ? [`… and ${blobs.length - shownBlobs} more`] : [];
  return [...lines, ...more].map((line, index) => [index === 0 ? 'holds' : '', line]);
}

const briefly = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');
