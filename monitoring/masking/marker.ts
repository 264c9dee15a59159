/** What stands where a secret stood. No letters and no digits, so that no rule takes it for a secret again. */
export const MASK = '***';

/** What stands where a text could not be masked: losing the text is better than storing what may be in it. */
export const FAILED = '[not shown: masking failed]';

/** What stands where a value was deeper or larger than is looked at. */
export const TOO_LARGE = '[not shown: too large to mask]';

/** What stands where a user's own pattern took too long on a text. */
export const TOO_SLOW = '[not shown: a mask pattern took too long]';

/** What stands where an object holds itself. */
export const CIRCULAR = '[circular]';
