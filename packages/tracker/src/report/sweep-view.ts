import { own, rankRuns, type ComparedNetworks, type SelectionOptimism } from '@thaw/core';
import { costByKind, type CostOfKind } from '../runs/cost-by-kind.js';
import type { SweepRecord } from '../runs/run-record.js';
import { differingParameters, valueText, type Parameter } from './differing-parameters.js';
import type { MistakeGallery, ReportRun, ReportSweep } from './report-data.js';
import { secondsAlone, sharingByKind, type SharingOfKind } from './sharing.js';

/** So many of the best runs have a colour of their own, the same in every chart. */
const colouredRuns = 5;

export interface RunView extends ReportRun {
  readonly rank?: number;
  readonly value?: number;
  /** What sets it apart, or how it is called. */
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly isColoured: boolean;
  /** What it would cost by itself. */
  readonly seconds: number;
}

/** A sweep with all that its sections have in common worked out. */
export interface SweepView {
  readonly sweep: SweepRecord;
  /** Best first. */
  readonly runs: readonly RunView[];
  readonly parameters: readonly Parameter[];
  readonly sharing: readonly SharingOfKind[];
  /** Predicted against actual. */
  readonly costs: readonly CostOfKind[];
  readonly mistakes?: MistakeGallery;
  readonly networks?: ComparedNetworks;
  readonly selection?: SelectionOptimism;
}

export function viewSweep({
  sweep,
  runs,
  stageSeconds,
  computed,
  mistakes,
  networks,
  selection,
}: ReportSweep): SweepView {
  const records = runs.map(({ record }) => record);
  const parameters = differingParameters(records, sweep.differs);
  return {
    sweep,
    parameters,
    sharing: sharingByKind(records, stageSeconds),
    costs: costByKind(computed),
    mistakes,
    networks,
    selection,
    runs: rankRuns(runs, sweep.objective, ({ record }) => record).map(({ run, rank, value }) => {
      const isColoured = rank !== undefined && rank <= colouredRuns;
      return {
        ...run,
        rank,
        value,
        label: labelOf(run, parameters),
        colour: isColoured ? `var(--run-${rank})` : 'var(--quiet)',
        isColoured,
        seconds: secondsAlone(run.record, stageSeconds),
      };
    }),
  };
}

function labelOf({ record }: ReportRun, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return record.name || record.id;
  const values = parameters.map(({ label, path }) => `${label}=${valueText(own(record.params, path))}`);
  return [...values, ...(record.group ? [record.group.part] : [])].join(' ');
}

/** `1 of 18, dropout=0.2`: how a mark is called where the pointer rests on it. */
export const titleOf = ({ rank, label }: Pick<RunView, 'rank' | 'label'>): string =>
  rank === undefined ? label : `#${rank}  ${label}`;
