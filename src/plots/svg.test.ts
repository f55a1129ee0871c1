import { describe, expect, it } from 'vitest';
import { type PlotSpec, renderSvg } from './svg.ts';

const CURVES: PlotSpec = {
  title: 'Loss',
  width: 200,
  height: 100,
  data: {
    values: [
      { step: 1, loss: 10, optimizer: 'Adam' },
      { step: 2, loss: 1, optimizer: 'Adam' },
      { step: 1, loss: 10, optimizer: 'Adafactor' },
      { step: 2, loss: 0.1, optimizer: 'Adafactor' },
    ],
  },
  mark: 'line',
  encoding: {
    x: { field: 'step', type: 'quantitative' },
    y: { field: 'loss', type: 'quantitative', scale: { type: 'log' } },
    color: { field: 'optimizer', type: 'nominal' },
  },
};

describe('renderSvg', () => {
  it('draws every mark where its scales put it, with title and legend', async () => {
    const svg = await renderSvg(CURVES);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const text of ['Loss', 'step', 'loss', 'Adam', 'Adafactor']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    // From the top left, step 1 and loss 10, to the right: half-way down, and all the way.
    expect(svg).toContain('d="M0,0L200,50"');
    expect(svg).toContain('d="M0,0L200,100"');
  });

  it('gives the same bytes again, whatever was drawn before', async () => {
    const clipped: PlotSpec = { ...CURVES, mark: { type: 'line', clip: true } };
    const first = await renderSvg(clipped);
    expect(first).toContain('<clipPath id="clip0">');
    expect(first).toContain('clip-path="url(#clip0)"');
    await renderSvg({ ...CURVES, mark: { type: 'point', clip: true } });
    expect(await renderSvg(clipped)).toBe(first);
  });

  it('refuses what Vega-Lite would only warn of', async () => {
    // An area reaches down to 0, which a logarithmic scale has not got.
    await expect(renderSvg({ ...CURVES, mark: 'area' })).rejects.toThrow(
      'cannot draw this plot: Log scale domain includes zero',
    );
  });

  it('refuses data that lies elsewhere', async () => {
    const elsewhere = { ...CURVES, data: { url: 'values.json' } };
    await expect(renderSvg(elsewhere)).rejects.toThrow('load nothing from values.json');
  });
});
