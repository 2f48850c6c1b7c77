/** The version of this package: that of its package.json, which a test holds it to. */
export const VERSION = '0.1.0'
