export { SystemMonitor } from './system-monitor.js';
