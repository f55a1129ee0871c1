import { readFileSync } from 'node:fs';
import { type IJob, Job } from 'kubernetes-models/batch/v1';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseShard } from './shard.ts';

const text = readFileSync('docs/clusters.md', 'utf8');
const [, yaml] = /```yaml\n(.*?)```/s.exec(text)!;
const manifest = (): IJob => parse(yaml!) as IJob;

it("the manifest in the documentation fits Kubernetes' schema of a job", () => {
  expect(() => new Job(manifest()).validate()).not.toThrow();
});

it('that schema refuses a rule without its action', () => {
  const job = manifest();
  const [rule] = job.spec!.podFailurePolicy!.rules;
  Reflect.deleteProperty(rule!, 'action');
  expect(() => new Job(job).validate()).toThrow(/action/);
});

it('each of its pods does a part of its own, and all parts are done', () => {
  const { spec } = manifest();
  const { args } = spec!.template!.spec!.containers[0]!;
  const [, count] = /--shard "\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)\/(\d+)"/.exec(args![0]!)!;
  expect(Number(count)).toBe(spec!.completions);
  for (let index = 0; index < spec!.completions!; index++) parseShard(`${index + 1}/${count}`);
});
