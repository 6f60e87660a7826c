/**
 * Keeps a growing log where its reader is: at the end while they are at the end, else on the text
 * they are reading, and at first on the unread divider. One element is the anchor, with its distance
 * from the top edge of the log; whatever grows or shrinks above it (older messages, pictures, text
 * that takes its height late), the anchor goes back to that distance until the reader scrolls.
 * The observer speaks once per frame, after all elements took their heights and before anything is
 * painted, so nothing is seen to jump.
 */
const AT_END_WITHIN_PX = 40;

interface Anchor {
  element: Element;
  distancePx: number;
}

export class ScrollKeeper {
  readonly element: HTMLElement;
  readonly #items: HTMLElement;
  readonly #anchorSelector: string;
  readonly #observer: ResizeObserver;
  #settledHeights = '';
  /** Where we have put it ourselves: a scroll event that says so is not the reader's. */
  #settledTopPx = -1;
  #lastTopPx = 0;
  #target: 'end' | 'travelling' | Anchor | { selector: string } = 'end';

  /**
   * @param element scrolls
   * @param items all its content
   * @param anchorSelector which of `items` stay the same elements as long as they are shown
   */
  constructor(element: HTMLElement, items: HTMLElement, anchorSelector: string) {
    this.element = element;
    this.#items = items;
    this.#anchorSelector = anchorSelector;
    this.#observer = new ResizeObserver(() => this.#settle());
    this.#observer.observe(items);
    this.#observer.observe(element);
    // Before anybody else hears of it: others change heights when they do.
    element.addEventListener('scroll', this.#handleScroll, { capture: true });
  }

  disconnect(): void {
    this.#observer.disconnect();
    this.element.removeEventListener('scroll', this.#handleScroll, { capture: true });
  }

  get isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < AT_END_WITHIN_PX;
  }

  /** Once heights are known, shows what `selector` finds near the top; the end if there is none. */
  placeAt(selector: string): void {
    this.#target = { selector };
  }

  stickToEnd(): void {
    this.#target = 'end';
    this.#settle();
  }

  toEnd(): void {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#target = isCalm ? 'end' : 'travelling';
    this.element.scrollTo({
      top: this.element.scrollHeight,
      behavior: isCalm ? 'instant' : 'smooth',
    });
  }

  get #heights(): string {
    return `${this.element.scrollHeight} ${this.element.clientHeight}`;
  }

  #settle(): void {
    const { element } = this;
    if (element.clientHeight === 0) return;
    this.#settledHeights = this.#heights;
    if (typeof this.#target === 'object' && 'selector' in this.#target) {
      const mark = this.#items.querySelector(this.#target.selector);
      this.#target = mark ? { element: mark, distancePx: element.clientHeight / 4 } : 'end';
    }
    const target = this.#target;
    if (target === 'end' || target === 'travelling') element.scrollTop = element.scrollHeight;
    else if (target.element.isConnected) {
      element.scrollTop += this.#distanceOf(target.element) - target.distancePx;
    }
    this.#settledTopPx = element.scrollTop;
    this.#lastTopPx = element.scrollTop;
    // Where all of it is in view no scroll event will say so.
    if (this.isAtEnd) this.#target = 'end';
  }

  #handleScroll = (): void => {
    const { scrollTop, clientHeight } = this.element;
    if (clientHeight === 0) return;
    // A changed height moves the content too. That is not the reader's doing; #settle comes next.
    if (this.#heights !== this.#settledHeights || scrollTop === this.#settledTopPx) return;
    const isUpward = scrollTop < this.#lastTopPx;
    this.#lastTopPx = scrollTop;
    this.#settledTopPx = -1;
    if (this.isAtEnd) this.#target = 'end';
    // The way to the end is ours until the reader turns round.
    else if (this.#target !== 'travelling' || isUpward) this.#target = this.#findAnchor() ?? 'end';
  };

  #distanceOf(element: Element): number {
    return element.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }

  /** The first element whose end is in view; they stand in order, so half of them each time. */
  #findAnchor(): Anchor | undefined {
    const elements = this.#items.querySelectorAll(this.#anchorSelector);
    const top = this.element.getBoundingClientRect().top;
    let [from, to] = [0, elements.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (elements[middle]!.getBoundingClientRect().bottom > top) to = middle;
      else from = middle + 1;
    }
    const element = elements[from];
    return element && { element, distancePx: this.#distanceOf(element) };
  }
}
