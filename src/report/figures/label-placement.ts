import { range } from 'd3-array';
import { textWidth } from './text-lines.ts';

/** A place in a panel, in pixels from its top left. */
type Position = { readonly x: number; readonly y: number };

export type LabelledPoint = Position & { readonly text: string };

/** At both sides of a label together. */
const ROOM = 2;
const LINE_HEIGHT = 13;
/** Around the middle of each point that no label may cover. */
const POINT_RADIUS = 4;

/** How near a label's middle may come to its own point, to its side. */
const NEAREST = 10;
const STEP = 6;
/** How far a label may be from its point. */
const REACH = { across: 240, down: 180 };

function boxAround({ x, y }: Position, width: number, height: number) {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

export type Box = ReturnType<typeof boxAround>;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const upTo = (reach: number): number[] => range(0, reach + 1, STEP);

/** Shifts from a point to the middle of its label; to the right before the left. */
const SHIFTS: readonly Position[] = upTo(REACH.across).flatMap((across) =>
  upTo(REACH.down).flatMap((down) =>
    [-down, down].flatMap((y) => [
      { x: NEAREST + across, y },
      { x: -NEAREST - across, y },
    ]),
  ),
);

/** How much farther a label seems that is above or below its point, where others and bars may be. */
const STEEP = 1.5;
/** What the middle of a label counts beside its edge. */
const MIDDLE = 0.1;

/** How far a label that is shifted seems from its point, going by its nearest edge. */
function farness({ x, y }: Position, labelWidth: number): number {
  const [across, down] = [Math.abs(x) - labelWidth / 2, Math.abs(y) - LINE_HEIGHT / 2];
  return Math.hypot(Math.max(0, across), STEEP * Math.max(0, down)) + MIDDLE * Math.hypot(x, y);
}

/** The point of a box that is nearest to another. */
function nearestIn({ left, right, top, bottom }: Box, { x, y }: Position): Position {
  return {
    x: Math.min(Math.max(x, left), right),
    y: Math.min(Math.max(y, top), bottom),
  };
}

/**
 * Finds a place for the label of each point: as near as may be, over no other label, no point and no
 * obstacle. A label that fits nowhere is put on its point's right.
 *
 * @returns the middle of each label, in the order of `points`, and where it is nearest to its point
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  { width, height }: { readonly width: number; readonly height: number },
  obstacles: readonly Box[] = [],
): { readonly center: Position; readonly near: Position }[] {
  const taken = [
    ...obstacles,
    ...points.map((point) => boxAround(point, 2 * POINT_RADIUS, 2 * POINT_RADIUS)),
  ];
  return points.map(({ x, y, text }) => {
    const labelWidth = textWidth(text) + ROOM;
    const fits = (place: Position) => {
      const box = boxAround(place, labelWidth, LINE_HEIGHT);
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      return inside && !taken.some((other) => overlap(box, other));
    };
    const around = SHIFTS.map((shift) => ({ shift, far: farness(shift, labelWidth) }))
      .toSorted((a, b) => a.far - b.far)
      .map(({ shift }) => ({ x: x + shift.x, y: y + shift.y }));
    const center = around.find(fits) ?? { x: x + NEAREST, y };
    const box = boxAround(center, labelWidth, LINE_HEIGHT);
    taken.push(box);
    return { center, near: nearestIn(box, { x, y }) };
  });
}
