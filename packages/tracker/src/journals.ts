// Journals and what is written into them. Most commands look at them alone, and what replicas and reports need takes a while to load.

export { isSweepAlive, journalLock } from './journal/journal-lock.js';
export { journalPath, openJournal, type Journal } from './journal/journal.js';
export { journalsIn } from './journal/journals-in.js';
export { journalStart, readEntriesFrom, readJournal, readOutline } from './journal/read-journal.js';

export { ArtifactFolder, readArtifactFile } from './artifacts/artifact-folder.js';

export { costByKind, totalCost, type CostOfKind } from './runs/cost-by-kind.js';
export { foldJournal, type FoldedJournal } from './runs/fold-journal.js';
export { readSweep } from './runs/read-sweep.js';
export {
  metricValue,
  type MetricValue,
  type Registration,
  type RunRecord,
  type SweepRecord,
} from './runs/run-record.js';

export { loggedTable } from './mlflow/replica/logged-table.js';
export { mostPictured, type KeptMistake, type Picture } from './report/pictures/pictures.js';
export { worstMistakes } from './report/worst-mistakes.js';
