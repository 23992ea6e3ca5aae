export { latestCalibration, readCalibration, thisCpu, writeCalibration } from './calibration-file.js';
export { type Calibration, machineSpeed, refine } from './calibration.js';
export { isQuiet } from './quiet.js';
export { keepTaken, readTaken } from './taken-settings.js';
