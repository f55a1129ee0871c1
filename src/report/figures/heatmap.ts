import { type CellReport, paperBleu } from '../cells.ts';
import type { PlotSpec } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { paperArms } from '../text.ts';
import { armLabel, figureTitle, namesAxis, rounded, rowLabel } from './labels.ts';

const CELL = { width: 66, height: 20 };

/** Cells darker than this share of the best have white text. */
const DARK_SHARE = 0.65;

const DIVERGED_COLOR = '#f6dccb';

const SOURCES = ['paper', 'ours'] as const;
type Source = (typeof SOURCES)[number];

/** The score that a cell is coloured by; undefined where there is none. */
function score(cell: CellReport | undefined, source: Source): number | undefined {
  return source === 'ours' ? cell?.bleu?.mean : paperBleu(cell?.paper);
}

function cellText(cell: CellReport | undefined, source: Source): string {
  const value = score(cell, source);
  const diverged = source === 'ours' ? (cell?.diverged ?? 0) > 0 : cell?.paper === 'diverged';
  if (value === undefined) return diverged ? 'diverged' : '–';
  return `${value.toFixed(1)}${diverged ? '*' : ''}`;
}

/**
 * Our scores, beside the paper's where it has any, cell by cell. A colour is a score's share of the
 * best of its own source, as BLEU on two tasks is not one scale.
 */
export function heatMap(given: ReportedExperiment): PlotSpec {
  const { experiment, report } = given;
  const { rows } = report;
  const arms = Object.keys(experiment.arms);
  const hasPaper = paperArms(report).length > 0;
  const sources = SOURCES.filter((source) => source === 'ours' || hasPaper);
  const best = (source: Source) =>
    Math.max(
      ...rows.flatMap(({ cells }) => arms.map((arm) => score(cells[arm], source) ?? 0)),
      Number.MIN_VALUE,
    );
  const bests = { paper: best('paper'), ours: best('ours') };
  const cells = rows.flatMap(({ row, cells: byArm }) =>
    arms.flatMap((arm) =>
      sources.map((source) => {
        const value = score(byArm[arm], source);
        return {
          row: rowLabel(experiment, row),
          arm,
          source,
          share: value === undefined ? null : rounded(value / bests[source], 4),
          text: cellText(byArm[arm], source),
        };
      }),
    ),
  );
  const partly = cells.some(({ text }) => text.endsWith('*'));
  const heading = figureTitle(given, hasPaper ? 'BLEU, ours beside the paper’s' : 'BLEU');
  return {
    title: {
      ...heading,
      subtitle: [
        ...heading.subtitle,
        `Colour: share of the best${hasPaper ? ' of the same source' : ''}`,
        ...(partly ? ['*: mean of the runs that completed; another diverged'] : []),
      ],
    },
    data: { values: cells },
    spacing: 8,
    hconcat: arms.map((arm, index) => ({
      title: { text: armLabel(experiment, arm), frame: 'group' as const, fontSize: 12 },
      transform: [{ filter: { field: 'arm', equal: arm } }],
      width: { step: CELL.width },
      height: { step: CELL.height },
      layer: [
        {
          mark: {
            type: 'rect' as const,
            stroke: 'white',
            strokeWidth: 1,
            invalid: null,
            aria: false,
          },
          encoding: {
            color: {
              field: 'share',
              type: 'quantitative' as const,
              scale: { scheme: 'blues' as const, domain: [0, 1] },
              legend: null,
              condition: [
                { test: "datum.text === 'diverged'", value: DIVERGED_COLOR },
                { test: 'datum.share === null', value: 'white' },
              ],
            },
          },
        },
        {
          mark: { type: 'text' as const, fontSize: 11 },
          encoding: {
            text: { field: 'text', type: 'nominal' as const },
            color: {
              condition: { test: `datum.share > ${DARK_SHARE}`, value: 'white' },
              value: '#222',
            },
          },
        },
      ],
      encoding: {
        x: {
          field: 'source',
          type: 'nominal' as const,
          sort: [...sources],
          title: null,
          axis: { orient: 'top' as const, labelAngle: 0, domain: false, ticks: false },
        },
        y: {
          field: 'row',
          type: 'nominal' as const,
          sort: null,
          title: null,
          axis: index === 0 ? namesAxis(cells.map(({ row }) => row)) : null,
        },
      },
    })),
  };
}
