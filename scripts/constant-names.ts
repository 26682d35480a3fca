/** How keys and numbers of protocol/*.yaml are written as constants, in every language. */

/** `maxUrlBytes` → `MAX_URL_BYTES`. */
export function constName(key: string): string {
  return key.replaceAll(/[A-Z]/g, '_$&').toUpperCase()
}

/** 86400000 → `86_400_000`. */
export function groupDigits(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')
}
