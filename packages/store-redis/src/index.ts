/** @mizan/store-redis. */
export {}
