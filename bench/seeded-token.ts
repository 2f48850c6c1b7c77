/** The token of a visitor that stood in the storage before the run. */
export function seededToken(index: number): string {
  return `ppv_${String(index).padStart(43, '0')}`
}
