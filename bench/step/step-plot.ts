import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../src/platform/atomic-write.ts';
import { type PlotSpec, renderSvg } from '../../src/plots/svg.ts';
import type { Shape } from '../harness/shapes.ts';
import { measurementSchema } from './measure.ts';
import { FRAMEWORKS } from './protocol.ts';
import { summariseAll } from './summary.ts';
import { OPTIMIZER_NAMES } from './table.ts';

/** What a plot needs of a record that `step-time.ts` wrote. */
const recordSchema = z.object({
  shapes: z.array(z.custom<Shape>()),
  measurements: z.array(measurementSchema),
});

/** A bar a contestant, its range over the rounds, and a line where matrix products alone would be. */
function stepPlot(record: z.infer<typeof recordSchema>): PlotSpec {
  const values = summariseAll(record).flatMap(({ shape, comparison, steps, productsMs }) =>
    steps.map(({ framework, stepMs }) => ({
      shape: `${shape.name}, ${OPTIMIZER_NAMES[comparison]}`,
      framework,
      ...stepMs,
      productsMs,
    })),
  );
  const titles = [...new Set(values.map(({ shape }) => shape))];
  return {
    title: 'A training step of 1,024 tokens a side; dashed: its matrix products alone',
    data: { values },
    facet: {
      column: { field: 'shape', type: 'nominal', title: null, sort: titles },
    },
    spec: {
      width: 110,
      height: 220,
      encoding: {
        x: {
          field: 'framework',
          type: 'nominal',
          sort: [...FRAMEWORKS],
          title: null,
          axis: { labelAngle: 0 },
        },
      },
      layer: [
        {
          mark: { type: 'bar', width: 24 },
          encoding: {
            y: { field: 'median', type: 'quantitative', title: 'milliseconds a step' },
            color: {
              field: 'framework',
              type: 'nominal',
              scale: { domain: [...FRAMEWORKS] },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'rule', color: 'black' },
          encoding: {
            y: { field: 'least', type: 'quantitative', title: 'milliseconds a step' },
            y2: { field: 'most' },
          },
        },
        {
          mark: { type: 'rule', strokeDash: [4, 3], color: 'black' },
          encoding: {
            x: { value: 0 },
            x2: { value: 110 },
            y: { field: 'productsMs', type: 'quantitative', title: 'milliseconds a step' },
          },
        },
      ],
    },
    resolve: { scale: { y: 'independent' } },
  };
}

/** Draws the record in `json`, a file that `step-time.ts` wrote. */
export function drawStepTimes(json: string): Promise<string> {
  return renderSvg(stepPlot(recordSchema.parse(JSON.parse(readFileSync(json, 'utf8')))));
}

/** Writes the plot of a record beside it, and says where. */
export async function plotBeside(json: string): Promise<string> {
  const { dir, name } = path.parse(json);
  const file = path.join(dir, `${name}.svg`);
  writeWholeFile(file, [await drawStepTimes(json)]);
  return file;
}
