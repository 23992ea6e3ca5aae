import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { describeStageStore } from '../../contract/describe-stage-store.js';
import { S3Objects } from '../../objects/s3-objects.js';
import { startS3Server, type S3Server } from '../../objects/s3-server.fixture.js';
import { bucketUnderTest } from './bucket-under-test.fixture.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  await server.makeBucket('store');
});
afterAll(() => server.stop());

let stores = 0;
describeStageStore(
  'BucketStageStore on an S3 server',
  async () => bucketUnderTest(new S3Objects({ bucket: 'store', prefix: `${stores++}/` }, 'store')),
  { describe, it },
);
