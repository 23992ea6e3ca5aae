export { type GitState, gitState } from './git-state.js';
export { describeMachine, type Machine } from './machine.js';
export {
  type Computation,
  type Provenance,
  provenanceName,
  readProvenance,
  recordProvenance,
} from './provenance.js';
export { decidedShape } from './provenance-shape.js';
