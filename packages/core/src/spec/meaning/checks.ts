import {
  backboneIsKnown,
  imageSizeFits,
  modelStandsAlone,
  recordIsKnown,
  weightsAreKnown,
} from './backbone.js';
import type { Check } from './check.js';
import { foldsMakeSense } from './folds.js';
import { poolFits } from './pool.js';
import { judgedPhaseIsThere } from './judged-phase.js';
import { objectivesDiffer, oneObjectiveDecides } from './objectives.js';
import { phaseNamesAreUnique } from './phase-names.js';
import { cronNamesTimes, timeZoneIsKnown } from './schedule.js';
import { addressHoldsNoSecret, tagsAreNotReserved } from './tracking.js';
import { selectorsPickLayers } from './trainable.js';
import { imagesAreLeftToTrain, watchedMetricsExist } from './validation.js';

/** All rules for the meaning of a spec. A new one is a function of its own and a line here. */
const checks: readonly Check[] = [
  phaseNamesAreUnique,
  backboneIsKnown,
  modelStandsAlone,
  imageSizeFits,
  recordIsKnown,
  weightsAreKnown,
  poolFits,
  selectorsPickLayers,
  imagesAreLeftToTrain,
  foldsMakeSense,
  watchedMetricsExist,
  judgedPhaseIsThere,
  objectivesDiffer,
  oneObjectiveDecides,
  addressHoldsNoSecret,
  tagsAreNotReserved,
  cronNamesTimes,
  timeZoneIsKnown,
];

export const meaningProblems: Check = (spec, at) => checks.flatMap((check) => check(spec, at));
