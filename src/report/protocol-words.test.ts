import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { planExperiment } from '../experiment/definition.ts';
import { protocolWords } from './protocol-words.ts';

/** What is said of how long the runs of an experiment take, and at what rates. */
function trainingWords(name: string, overrides: readonly string[] = []): string {
  const protocol = `configs/protocols/${name === 'table3' ? 'table3-demo' : 'demo'}.yaml`;
  const { runs } = planExperiment(`experiments/${name}.yaml`, { protocol, overrides });
  const results = runs.map(({ cell, seed, config }) => ({
    ...exampleResult({ cell, seed }),
    config,
  }));
  return protocolWords(results)[1]!;
}

const RATE = 'Every step size is multiplied by 8 to make up for the shorter run.';

describe('the schedule', () => {
  it('turns at a tenth of the steps where all have one of the paper’s', () => {
    expect(trainingWords('table2')).toBe(
      'It takes 1,000 steps of about 1,024 tokens a side. The paper’s schedules have their turn at ' +
        `step 10,000 of 100,000, and so here at step 100. ${RATE}`,
    );
  });

  it('is not said to where some have others', () => {
    expect(trainingWords('table3')).toBe(
      `It takes 500 steps of about 4,096 tokens a side. ${RATE}`,
    );
  });

  it('is not said to where some runs are the start of longer ones', () => {
    expect(trainingWords('figure1')).toBe(
      `It takes 1,000 or 3,000 steps of about 1,024 tokens a side. ${RATE}`,
    );
  });
});

it('counts the tokens of all batches of a step', () => {
  const overrides = ['data.batching.tokens=1024', 'training.gradientAccumulation=4'];
  expect(trainingWords('table3', overrides)).toContain('about 4,096 tokens a side');
});

it('says nothing of rates that are the schedule’s own', () => {
  expect(trainingWords('table2', ['training.rateMultiplier=1'])).not.toContain('multiplied');
});

it('says that absolute step sizes follow the width, and not where no step is absolute', () => {
  const rule = ['training.widthRule=sqrt(512/dModel)', 'model.dModel=128'];
  expect(trainingWords('table2', rule)).toMatch(
    /Absolute step sizes are multiplied by sqrt\(512\/dModel\) = 2, too: [^.]*\.$/,
  );
  expect(trainingWords('table3', rule)).not.toContain('Absolute');
});
