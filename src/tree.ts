/** Trees of tensors, which the suite has in common with the optimisers that change them. */
export {
  disposeTree,
  elementCount,
  leaf,
  mapTree,
  shapesOf,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
