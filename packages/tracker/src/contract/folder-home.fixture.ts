import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type {
  JournaledRun,
  JournaledSweep,
  Replica,
  ReplicaCheck,
  ReplicaDifference,
  ReplicaHome,
  ReplicaReport,
  ReplicaSource,
} from '@thaw/core';
import { metricValue } from '../runs/run-record.js';
import type { ShownPoint, ShownRun, ShownSweep } from './shown-sweep.js';

/**
 * Replicas as plain files: `<sweep>/sweep.json`, `<sweep>/runs/<run>.json` and `<sweep>/artifacts/…`. A file is written
 * beside and renamed into place, so whoever reads sees all of it, and who writes it twice writes the same.
 */
export const folderHome = (folder: string, signal?: AbortSignal): ReplicaHome => ({
  name: 'the folder',
  address: folder,
  open: (source) => new FolderReplica(source, folder, signal),
  until: (other) => folderHome(folder, other),
});

type SweepFile = Pick<ShownSweep, 'name' | 'experiment' | 'status' | 'endedMs' | 'night'>;
type RunFile = Omit<ShownRun, 'artifacts' | 'night'>;

class FolderReplica implements Replica {
  /** How far each run had come when it was written, and how many points it had. */
  readonly #written = new Map<string, { readonly version: number; readonly points: number }>();
  readonly #counts = { runsCreated: 0, runsReplaced: 0, points: 0, artifacts: 0 };

  constructor(
    private readonly source: ReplicaSource,
    private readonly folder: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get progress(): number {
    return this.#written.size;
  }

  async push(onRun?: (done: number, total: number) => void): Promise<ReplicaReport> {
    const { started, runs } = this.#sweep;
    const notices: string[] = [];
    await this.#write('sweep.json', sweepFile(this.#sweep));
    await this.#putArtifacts('', notices);
    for (const [index, outline] of runs.entries()) {
      this.signal?.throwIfAborted();
      await this.#pushRun(outline);
      await this.#putArtifacts(outline.id, notices);
      onRun?.(index + 1, runs.length);
    }
    const { experiment } = started;
    const place = { experiment, isElsewhere: false, isDeleted: false, ids: { folder: this.#place } };
    return { sweep: started.sweep, place, runs: runs.length, ...this.#counts, models: 0, notices };
  }

  async pendingPoints(): Promise<number> {
    let pending = 0;
    for (const outline of this.#sweep.runs) {
      const written = this.#written.get(outline.id);
      if (written?.version !== outline.version)
        pending += countPoints(runFile(await this.source.load(outline))) - (written?.points ?? 0);
    }
    return pending;
  }

  async check(): Promise<ReplicaCheck> {
    const differences: ReplicaDifference[] = differing(
      sweepFile(this.#sweep),
      await this.#read<SweepFile>('sweep.json'),
    );
    let points = 0;
    for (const outline of this.#sweep.runs) {
      const { points: of, ...run } = runFile(await this.source.load(outline));
      const there = await this.#read<RunFile>(`runs/${run.id}.json`);
      const all = [...differing(run, there), ...differing(eachPoint(of), there && eachPoint(there.points))];
      differences.push(...all.map((difference) => ({ run: run.id, ...difference })));
      points += Object.keys(eachPoint(of)).length;
    }
    return { sweep: this.#sweep.started.sweep, runs: this.#sweep.runs.length, points, differences };
  }

  get #sweep(): JournaledSweep {
    return this.source.sweep!;
  }

  get #place(): string {
    return join(this.folder, this.#sweep.started.sweep);
  }

  async #pushRun(outline: JournaledRun): Promise<void> {
    if (this.#written.get(outline.id)?.version === outline.version) return;
    const run = runFile(await this.source.load(outline));
    const path = `runs/${run.id}.json`;
    const there = await this.#read<RunFile>(path);
    const now = eachPoint(run.points);
    const lost = there && Object.entries(eachPoint(there.points)).some(([id, point]) => now[id] !== point);
    if (!there) this.#counts.runsCreated++;
    if (lost) this.#counts.runsReplaced++;
    await this.#write(path, run);
    const points = countPoints(run);
    this.#counts.points += points;
    this.#written.set(run.id, { version: outline.version, points });
  }

  /** The mark of what is there lies beside them; it does not move past a content that is gone. */
  async #putArtifacts(run: string, notices: string[]): Promise<void> {
    const log = this.source.artifacts.get(run);
    const markPath = `artifacts/${run || 'sweep'}.mark.json`;
    const mark = await this.#read<string>(markPath);
    if (!log?.mark || mark === log.mark) return;
    let isWhole = true;
    for (const artifact of log.since(mark)) {
      const content = await this.source.readArtifact(artifact);
      if (content) {
        await this.#write(`artifacts/${run || 'sweep'}/${artifact.path}`, content);
        this.#counts.artifacts++;
      } else {
        isWhole = false;
        notices.push(`${artifact.path} is gone`);
      }
    }
    if (isWhole) await this.#write(markPath, log.mark);
  }

  async #read<Content>(path: string): Promise<Content | undefined> {
    return readJson<Content>(join(this.#place, path));
  }

  async #write(path: string, content: unknown): Promise<void> {
    const file = join(this.#place, path);
    await mkdir(dirname(file), { recursive: true });
    const beside = `${file}.${randomUUID()}.part`;
    await writeFile(beside, content instanceof Uint8Array ? content : JSON.stringify(content));
    await rename(beside, file);
  }
}

const sweepFile = ({ started, status, endedMs, nights }: JournaledSweep): SweepFile => ({
  ...{ name: started.name, experiment: started.experiment, status, endedMs, night: nights.at(-1) },
});

const runFile = ({ id, name, status, params, firstStartedMs, endedMs, series }: JournaledRun): RunFile => ({
  ...{ id, name, status, params, startedMs: firstStartedMs, endedMs },
  points: Object.fromEntries(
    [...series].map(([metric, { steps, values, timesMs }]) => [
      metric,
      steps.map((step, index): ShownPoint => [step, metricValue(values[index]!), timesMs[index]!]),
    ]),
  ),
});

/** As texts, by metric and step. */
const eachPoint = (points: RunFile['points']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(points).flatMap(([metric, list]) =>
      list.map((point) => [`${metric} at step ${point[0]}`, JSON.stringify(point)] as const),
    ),
  );

const countPoints = ({ points }: RunFile): number => Object.keys(eachPoint(points)).length;

function differing(journal: object, there: object | undefined): ReplicaDifference[] {
  const server = new Map(Object.entries(there ?? {}).map(([what, value]) => [what, JSON.stringify(value)]));
  return Object.entries(journal).flatMap(([what, value]) => {
    const text = JSON.stringify(value) as string | undefined;
    return text === server.get(what)
      ? []
      : [{ what, journal: text ?? 'none', server: server.get(what) ?? 'none' }];
  });
}

async function readJson<Content>(file: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Content;
  } catch {
    return undefined;
  }
}

/** What lies in such a folder. */
export async function readFolder(folder: string, sweep: string): Promise<ShownSweep | undefined> {
  const place = join(folder, sweep);
  const told = await readJson<SweepFile>(join(place, 'sweep.json'));
  if (!told) return undefined;
  const { name, experiment, status, endedMs, night } = told;
  const files = await readdir(join(place, 'runs')).catch(() => []);
  const runs: ShownRun[] = [];
  for (const file of files.toSorted()) {
    const run = (await readJson<RunFile>(join(place, 'runs', file)))!;
    const artifacts = await textsIn(join(place, 'artifacts', run.id));
    runs.push({ ...run, endedMs: run.endedMs, artifacts, night });
  }
  return {
    name,
    experiment,
    status,
    endedMs,
    night,
    artifacts: await textsIn(join(place, 'artifacts', 'sweep')),
    runs,
  };
}

async function textsIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) texts[file.slice(folder.length + 1)] = await readFile(file, 'utf8');
  }
  return texts;
}
