import { once } from 'node:events';
import { createServer } from 'node:http';
import { createMlflowClient } from '../../../packages/tracker/dist/index.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const metric = { key: 'loss', value: 0.5, timestamp: 1, step: 1 };
const run = {
  info: {
    run_id: 'r',
    experiment_id: '1',
    run_name: 'n',
    status: 'RUNNING',
    start_time: 1,
    lifecycle_stage: 'active',
    artifact_uri: 'mlflow-artifacts:/0/r/artifacts',
  },
  data: { metrics: [metric], params: [{ key: 'a', value: '1' }], tags: [{ key: 'thaw.run', value: 'r' }] },
};
const experiment = { experiment_id: '1', name: 'e', lifecycle_stage: 'active' };
/** Whatever is asked for is in it, so that one answer does for every question. */
const answer = {
  ...{ experiment_id: '1', experiment, experiments: [experiment], run, runs: [run], run_info: run.info },
  ...{ metrics: [metric], files: [{ path: 'spec.yaml', is_dir: false, file_size: 3 }], root_uri: '/x' },
};

const mlflow = {
  name: 'mlflow',
  seeds: () => [
    Buffer.from(JSON.stringify(answer)),
    Buffer.from('{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"none"}'),
  ],
  mutate: (bytes, random, others) =>
    random() < 0.2 ? mutateBytes(bytes, random) : mutateJsonFile(bytes, random, others),
  async open() {
    let body;
    const server = createServer((request, response) => {
      request.resume();
      const isError = body.includes('error_code');
      response.writeHead(isError ? 404 : 200, { 'content-type': 'application/json' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const uri = `http://127.0.0.1:${server.address().port}`;
    const client = createMlflowClient({ uri, retries: 0, timeoutMs: 30_000 });
    const read = async (bytes) => {
      body = Buffer.from(bytes);
      const found = [
        await client.experimentByName('e'),
        await client.createExperiment('e'),
        await client.allExperiments(),
        await client.searchRuns('1', ''),
        await client.createRun({ experiment_id: '1', run_name: 'n', start_time: 1, tags: [] }),
        await client.metricHistory('r', 'loss'),
        await client.listArtifacts('r', ''),
      ];
      return accepted(fingerprint(found));
    };
    read.close = () => {
      server.closeAllConnections();
      server.close();
    };
    return read;
  },
};

export const targets = [mlflow];
