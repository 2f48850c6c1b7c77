import { buildWidgetIfStale } from '../../scripts/widget.js'

/** Makes sure that the tests see the widget as its source stands now. */
export default function setup(): void {
  buildWidgetIfStale()
}
