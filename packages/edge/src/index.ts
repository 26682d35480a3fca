/** @mizan/edge. */
export {}
