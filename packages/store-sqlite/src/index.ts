/** @mizan/store-sqlite. */
export {}
