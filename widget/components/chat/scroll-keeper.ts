/**
 * Keeps a growing log where its reader is: at the end while they are at the end, on the text they
 * are reading when older messages arrive above or when heights change, and at first on the unread
 * divider. Bubbles take their height after they were inserted; the observer speaks once per frame,
 * after all of them and before anything is painted, so nothing is seen to jump.
 */
const AT_END_WITHIN_PX = 40;

export class ScrollKeeper {
  readonly element: HTMLElement;
  readonly #items: HTMLElement;
  readonly #observer: ResizeObserver;
  #settledHeights = '';
  #target: 'end' | 'reader' | { distancePx: number } | { selector: string } = 'end';

  /** @param element scrolls @param items all its content */
  constructor(element: HTMLElement, items: HTMLElement) {
    this.element = element;
    this.#items = items;
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
    return this.#distancePx - this.element.clientHeight < AT_END_WITHIN_PX;
  }

  /** Once heights are known, shows what `selector` finds near the top; the end if there is none. */
  placeAt(selector: string): void {
    this.#target = { selector };
  }

  /** Older messages are about to appear above. */
  keepDistanceFromEnd(): void {
    if (!this.isAtEnd) this.#target = { distancePx: this.#distancePx };
  }

  stickToEnd(): void {
    this.#target = 'end';
    this.#settle();
  }

  toEnd(): void {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.element.scrollTo({
      top: this.element.scrollHeight,
      behavior: isCalm ? 'instant' : 'smooth',
    });
  }

  get #heights(): string {
    return `${this.element.scrollHeight} ${this.element.clientHeight}`;
  }

  get #distancePx(): number {
    return this.element.scrollHeight - this.element.scrollTop;
  }

  /** Where all of it is in view no scroll event will say so. */
  get #reached(): 'end' | 'reader' {
    return this.isAtEnd ? 'end' : 'reader';
  }

  #settle(): void {
    const { element } = this;
    if (element.clientHeight === 0) return;
    this.#settledHeights = this.#heights;
    const target = this.#target;
    if (target === 'end') element.scrollTop = element.scrollHeight;
    else if (target === 'reader') return;
    else if ('distancePx' in target) {
      element.scrollTop = element.scrollHeight - target.distancePx;
      this.#target = this.#reached;
    } else {
      const mark = this.#items.querySelector<HTMLElement>(target.selector);
      element.scrollTop = mark ? mark.offsetTop - element.clientHeight / 4 : element.scrollHeight;
      this.#target = this.#reached;
    }
  }

  #handleScroll = (): void => {
    if (this.element.clientHeight === 0) return;
    // A changed height moves the content too. That is not the reader's doing; #settle comes next.
    if (this.#heights !== this.#settledHeights) return;
    const isAtEnd = this.isAtEnd;
    if (isAtEnd) this.#target = 'end';
    else if (this.#target === 'end') this.#target = 'reader';
  };
}
