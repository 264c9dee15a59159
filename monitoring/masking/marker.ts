/** What stands where a secret stood. No letters and no digits, so that no rule takes it for a secret again. */
export const MASK = '***';

/** What stands where a text could not be masked: losing the text is better than storing what may be in it. */
export const FAILED = '[dropped: masking failed]';

/** What stands where a value was deeper or larger than is looked at. */
export const TOO_LARGE = '[dropped: too large]';

/** What stands where an object holds itself. */
export const CIRCULAR = '[circular]';
