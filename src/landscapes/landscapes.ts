import { NAMED, type OptimizerName } from 'sublinear-optim';
import { tunedDescent } from './descent.ts';
import { drawDescents } from './picture.ts';
import { RASTRIGIN, ROSENBROCK } from './surfaces.ts';

const STEPS = 300;

/** The pictures, by file name. The backend is started. */
export async function drawLandscapes(): Promise<Record<string, string>> {
  const pictures: Record<string, string> = {};
  for (const surface of [ROSENBROCK, RASTRIGIN]) {
    const names = Object.keys(NAMED) as OptimizerName[];
    const descents = names.map((optimizer) => tunedDescent(optimizer, surface, STEPS));
    pictures[`${surface.name.toLowerCase()}.svg`] = await drawDescents(surface, descents);
  }
  return pictures;
}
