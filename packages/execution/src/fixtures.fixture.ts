export { inMemory } from './objects/in-memory.js';
export { S3Objects } from './objects/s3-objects.js';
export { startS3Server, type S3Server } from './objects/s3-server.fixture.js';
export { DatasetFixture } from './data/dataset.fixture.js';
export { MemoryStageStore, SharedMemory } from './store/memory-stage-store.fixture.js';
export { serve, whole } from './weights/weights-server.fixture.js';
export { slurmTool, type Cluster } from './launcher/slurm/cluster.fixture.js';
export { startRay, type Ray } from './launcher/ray/ray.fixture.js';
export { report, settingsIn, settingsWithout } from './launcher/settings.fixture.js';
