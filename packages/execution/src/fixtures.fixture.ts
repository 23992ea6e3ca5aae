export { DatasetFixture } from './data/dataset.fixture.js';
export { serve, whole } from './weights/weights-server.fixture.js';
