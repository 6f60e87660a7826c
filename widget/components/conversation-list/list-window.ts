import type { ReactiveController, ReactiveControllerHost } from 'lit';

const OVERSCAN_ROWS = 8;

export interface ListWindowParts {
  /** Scrolls; null before the first rendering. */
  getScroller: () => HTMLElement | null;
  /** Holds the rows; null while there are none. */
  getRows: () => HTMLElement | null;
  getCount: () => number;
}

/**
 * Which rows of a long list are in the document. Thousands of them cost no more than twenty: rows
 * have one height, so only those in view (and a few around) are rendered, and padding stands for the
 * rest.
 */
export class ListWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: ListWindowParts;
  #observer: ResizeObserver | undefined;
  #observed: HTMLElement | undefined;
  #firstRow = 0;
  #rowsInView = 12;

  constructor(host: ReactiveControllerHost, parts: ListWindowParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(() => this.measure());
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observed = undefined;
  }

  hostUpdated(): void {
    this.#observe();
    // Heights of the rows that are not there. Set here: a strict CSP forbids style attributes.
    const rows = this.#parts.getRows();
    const after = Math.max(0, this.#parts.getCount() - this.end);
    rows?.style.setProperty('padding-block-start', `${this.start * this.#rowHeightPx}px`);
    rows?.style.setProperty('padding-block-end', `${after * this.#rowHeightPx}px`);
  }

  /** The first row that is rendered. */
  get start(): number {
    return Math.max(0, this.#firstRow - OVERSCAN_ROWS);
  }

  /** Rows from here on are not rendered. */
  get end(): number {
    return this.lastInView + OVERSCAN_ROWS;
  }

  /** How many rows there are down to the lower edge of the view. */
  get lastInView(): number {
    return this.#firstRow + this.#rowsInView;
  }

  get rowsInView(): number {
    return this.#rowsInView;
  }

  /** Looks where the list is scrolled to. */
  measure(): void {
    const scroller = this.#parts.getScroller();
    // Hidden (another tab, a closed panel): nothing to learn.
    if (!scroller || scroller.clientHeight === 0) return;
    const firstRow = Math.floor(scroller.scrollTop / this.#rowHeightPx);
    const rowsInView = Math.ceil(scroller.clientHeight / this.#rowHeightPx);
    if (firstRow === this.#firstRow && rowsInView === this.#rowsInView) return;
    this.#firstRow = firstRow;
    this.#rowsInView = rowsInView;
    this.#host.requestUpdate();
  }

  scrollToTop(): void {
    this.#parts.getScroller()?.scrollTo({ top: 0 });
  }

  /** Scrolls no further than it needs to for this row to be in view. */
  scrollTo(index: number): void {
    const scroller = this.#parts.getScroller();
    if (!scroller) return;
    const heightPx = this.#rowHeightPx;
    const top = index * heightPx;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + heightPx > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + heightPx - scroller.clientHeight;
    }
    this.measure();
  }

  get #rowHeightPx(): number {
    return matchMedia('(pointer: coarse)').matches ? 68 : 60;
  }

  #observe(): void {
    const scroller = this.#parts.getScroller();
    if (!scroller || scroller === this.#observed) return;
    this.#observed = scroller;
    this.#observer?.observe(scroller);
  }
}
