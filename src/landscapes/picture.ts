import { contours } from 'd3-contour';
import { type PlotSpec, renderSvg } from '../plots/svg.ts';
import { type Descent, LEARNING_RATES } from './descent.ts';
import type { Point, Surface } from './surfaces.ts';

/** Width and height of a panel, in pixels. */
const PANEL = 220;
const COLUMNS = 3;
/** Points of the grid along each axis that contours are found on. */
const GRID = 65;

const CONTOUR_COLOR = '#bbb';
const PATH_COLOR = '#0072b2';
const MARK_COLOR = '#d55e00';

/** A thousandth of a unit is a twentieth of a pixel. */
const rounded = (value: number): number => Number(value.toFixed(3));

type ContourPoint = { x: number; y: number; ring: string; index: number };

/** A ring without the points that lie on the line through their neighbours. */
function withoutStraightPoints(ring: readonly number[][]): Point[] {
  return ring.flatMap(([x, y], index) => {
    const [before, after] = [ring[index - 1], ring[index + 1]];
    const turns =
      before === undefined ||
      after === undefined ||
      (x! - before[0]!) * (after[1]! - y!) !== (y! - before[1]!) * (after[0]! - x!);
    return turns ? [[x!, y!] as const] : [];
  });
}

/** The contours of `surface` in its window, ring after ring. */
function contourPoints({ value, window, levels }: Surface): ContourPoint[] {
  const place = ([from, to]: Point, cell: number) => from + ((to - from) * cell) / (GRID - 1);
  const values = Array.from({ length: GRID * GRID }, (_, cell) =>
    value([place(window.x, cell % GRID), place(window.y, Math.floor(cell / GRID))]),
  );
  const rings = contours()
    .size([GRID, GRID])
    .thresholds([...levels])(values)
    .flatMap(({ coordinates }) => coordinates.flat());
  return rings.flatMap((ring, which) =>
    withoutStraightPoints(ring).map(([column, row], index) => ({
      // A cell's value stands at its middle.
      x: rounded(place(window.x, column - 0.5)),
      y: rounded(place(window.y, row - 0.5)),
      ring: `${which}`,
      index,
    })),
  );
}

const position = (axis: 'x' | 'y', [from, to]: Point) => ({
  field: axis,
  type: 'quantitative' as const,
  title: null,
  scale: { domain: [from, to], nice: false },
});

function panel(surface: Surface, { optimizer, learningRate, path, value }: Descent) {
  const { start, minimum, window } = surface;
  const encoding = { x: position('x', window.x), y: position('y', window.y) };
  const marker = (shape: string, [x, y]: Point) => ({
    data: { values: [{ x, y }] },
    mark: { type: 'point' as const, shape, filled: true, size: 60, color: MARK_COLOR, opacity: 1 },
    encoding,
  });
  return {
    title: {
      text: `${optimizer}, learning rate ${learningRate}`,
      subtitle: `${value.toPrecision(2)} at the end`,
      fontSize: 12,
      subtitleFontSize: 11,
    },
    width: PANEL,
    height: PANEL,
    layer: [
      {
        data: { name: 'contours' },
        mark: {
          type: 'line' as const,
          clip: true,
          aria: false,
          color: CONTOUR_COLOR,
          strokeWidth: 0.75,
        },
        encoding: {
          ...encoding,
          detail: { field: 'ring', type: 'nominal' as const },
          order: { field: 'index', type: 'quantitative' as const },
        },
      },
      {
        data: {
          values: path.map(([x, y], step) => ({ x: rounded(x), y: rounded(y), step })),
        },
        mark: { type: 'line' as const, clip: true, color: PATH_COLOR, strokeWidth: 1.5 },
        encoding: { ...encoding, order: { field: 'step', type: 'quantitative' as const } },
      },
      marker('circle', start),
      marker('cross', minimum),
    ],
  };
}

/** Draws each descent in a panel of its own, over the contours of its surface, as SVG. */
export function drawDescents(surface: Surface, descents: readonly Descent[]): Promise<string> {
  const steps = descents[0]!.path.length - 1;
  const { name, description, start, minimum } = surface;
  const spec: PlotSpec = {
    title: {
      text: `${name}: ${description}`,
      subtitle: [
        `${steps} steps from (${start.join(', ')}), the dot; the minimum is at (${minimum.join(', ')}), ` +
          'the cross. A sanity check, not evidence.',
        `Each learning rate, of ${LEARNING_RATES.length} from ${LEARNING_RATES[0]} to ` +
          `${LEARNING_RATES.at(-1)}, is the one that ends lowest without leaving the picture.`,
      ],
      anchor: 'start',
      offset: 16,
    },
    datasets: { contours: contourPoints(surface) },
    columns: COLUMNS,
    concat: descents.map((descent) => panel(surface, descent)),
  };
  return renderSvg(spec);
}
