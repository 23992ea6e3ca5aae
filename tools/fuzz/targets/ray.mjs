import { once } from 'node:events';
import { createServer } from 'node:http';
import { RayJobs } from '../../../packages/execution/dist/launcher/ray/ray-jobs.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

/** Whatever is asked for is in it, so that one answer does for every question. */
const answer = {
  ...{ submission_id: 'thaw-a', stopped: true, status: 'PENDING', message: 'it waits' },
  ...{ driver_node_id: 'ab', driver_agent_http_address: 'http://10.0.0.1:52365' },
  data: { result: { result: [{ state: 'ALIVE', resources_total: { CPU: 8, GPU: 1, memory: 1e10 } }] } },
};

/** Whatever it is asked, what should be Ray answers with an input. */
const ray = {
  name: 'ray',
  seeds: () => [
    Buffer.from(JSON.stringify(answer)),
    Buffer.from('Job thaw-a does not exist'),
    Buffer.from('Traceback (most recent call last):\nValueError: no such node'),
  ],
  mutate: (bytes, random, others) =>
    bytes[0] === 0x7b ? mutateJsonFile(bytes, random, others) : mutateBytes(bytes, random, others),
  async open() {
    let body;
    const server = createServer((request, response) => {
      request.resume();
      const status = body.includes('does not exist') ? 404 : body.includes('Traceback') ? 500 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const jobs = new RayJobs(`http://127.0.0.1:${server.address().port}`);
    const read = async (bytes) => {
      body = Buffer.from(bytes);
      const found = await jobs.find('thaw-a');
      await jobs.submit({ submission_id: 'thaw-a', entrypoint: 'true', metadata: {} });
      await jobs.stop('thaw-a');
      const totals = (await jobs.nodes()).map((node) => Object.entries(node.resources_total));
      return accepted(fingerprint([found?.status, found?.message, totals]));
    };
    read.close = () => {
      server.closeAllConnections();
      server.close();
    };
    return read;
  },
};

export const targets = [ray];
