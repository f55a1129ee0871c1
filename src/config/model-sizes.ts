/** The models of `configs/models`, smallest first. */
export const MODEL_SIZES = ['tiny', 'small', 'medium', 'base', 'big'];

/** In their place: the model of the configuration itself. */
export const OWN_SIZE = 'own';
