import { shortestTail, type PlanEstimate, type Stage, type StageEstimate } from '@thaw/core';
import { formatBytes } from '../text/bytes.js';
import { roughDuration } from '../text/duration.js';
import { fitTable } from '../text/fit-table.js';
import type { PlanNode } from './plan-tree.js';

/** Rows of the tree; a sweep over many networks has more, and `--json` has all of them. */
const shownRows = 40;
const widestStage = 66;

export interface DrawOptions {
  readonly cached: ReadonlySet<string>;
  readonly estimate: PlanEstimate;
  /** Paths that are swept. */
  readonly swept: readonly string[];
  /** Characters in a line. */
  readonly width?: number | undefined;
}

/** The tree of stages with what each line comes to, and a line for the whole sweep. */
export function drawPlan(roots: readonly PlanNode[], options: DrawOptions): string {
  const { estimate } = options;
  const rows = roots.flatMap((root) => branch(root, '', '', options));
  const more = rows.length - shownRows;
  const total: Row = {
    stages: 'to compute, in all',
    runs: '',
    stored: '',
    time: duration(estimate.seconds),
    memory: formatBytes(estimate.memoryBytes),
    disk: formatBytes(estimate.diskBytes),
  };
  const blank: Row = {
    stages: `… and ${more} lines more`,
    runs: '',
    stored: '',
    time: '',
    memory: '',
    disk: '',
  };
  const shown = [...rows.slice(0, shownRows), ...(more > 0 ? [blank] : []), total];
  // A column that says nothing yet is left out.
  const columns = (Object.keys(total) as (keyof Row)[]).filter((name) =>
    shown.some((row) => row[name] !== ''),
  );
  return fitTable(
    columns,
    shown.map((row) => columns.map((name) => row[name])),
    {
      width: options.width,
      dispensable: ['disk', 'memory', 'stored']
        .map((name) => columns.indexOf(name as keyof Row))
        .filter((at) => at >= 0),
      alignRight: [...columns.keys()].slice(1),
    },
  );
}

/** One line of the drawing, by the columns' titles. */
interface Row {
  readonly stages: string;
  /** How many runs share each of the stages. */
  readonly runs: string;
  readonly stored: string;
  readonly time: string;
  readonly memory: string;
  readonly disk: string;
}

function branch(node: PlanNode, lead: string, indent: string, options: DrawOptions): Row[] {
  const last = node.children.length - 1;
  return [
    rowFor(node, lead, options),
    ...node.children.flatMap((child, index) =>
      branch(
        child,
        `${indent}${index === last ? '└─ ' : '├─ '}`,
        `${indent}${index === last ? '   ' : '│  '}`,
        options,
      ),
    ),
  ];
}

function rowFor({ stages, phase, differsIn }: PlanNode, lead: string, options: DrawOptions): Row {
  const { cached, estimate, swept } = options;
  const names = differsIn.map((path) => shortestTail(path, swept));
  const what = [
    stages.length > 1 ? `${stages.length} × ` : '',
    describe(stages, phase),
    names.length > 0 ? `, by ${names.join(' and ')}` : '',
  ];
  const row = {
    stages: shorten(lead + what.join('')),
    runs: `×${range(stages.map(({ runs }) => runs.length))}`,
  };
  const pending = stages.filter(({ key }) => !cached.has(key)).map(({ key }) => estimate.stages.get(key)!);
  if (pending.length === 0) return { ...row, stored: 'all', time: '', memory: '', disk: '' };
  const sum = (amount: (estimate: StageEstimate) => number) =>
    pending.reduce((total, each) => total + amount(each), 0);
  const stored = stages.length - pending.length;
  const memoryBytes = Math.max(...pending.map((each) => each.memoryBytes));
  return {
    ...row,
    stored: stored === 0 ? '' : `${stored} of ${stages.length}`,
    time: duration(estimate.seconds === undefined ? undefined : sum(({ seconds = 0 }) => seconds)),
    memory: memoryBytes === 0 ? '' : formatBytes(memoryBytes),
    disk: formatBytes(sum(({ diskBytes }) => diskBytes)),
  };
}

function describe(stages: readonly Stage[], phase: string | undefined): string {
  const [first] = stages as readonly [Stage, ...Stage[]];
  if (first.kind !== 'train') return first.label;
  const epochs = stages
    .flatMap((stage) => (stage.kind === 'train' ? stage.readings : []))
    .map((each) => each.epochs);
  return `${phase}, ${range(epochs)} epoch${Math.max(...epochs) === 1 ? '' : 's'} above ${first.inputs.join(' + ')}`;
}

/** `3`, or `2–5`. */
function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least}–${most}`;
}

const duration = (seconds: number | undefined): string =>
  seconds === undefined ? '' : roughDuration(seconds);

/** So that a line stays within 100 columns, whatever its layers are called. */
const shorten = (text: string): string =>
  text.length <= widestStage ? text : `${text.slice(0, widestStage - 1)}…`;
