import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells whether its host is at least so wide, and updates it when that has changed. */
export class WidthController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #wideFromPx: number;
  #observer: ResizeObserver | undefined;
  #isWide = false;

  constructor(host: ReactiveControllerHost & HTMLElement, wideFromPx: number) {
    this.#host = host;
    this.#wideFromPx = wideFromPx;
    host.addController(this);
  }

  get isWide(): boolean {
    return this.#isWide;
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(([entry]) => this.#measure(entry?.contentRect.width ?? 0));
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** A host that is hidden has no width: what was known stays. */
  #measure(widthPx: number): void {
    const isWide = widthPx >= this.#wideFromPx;
    if (widthPx === 0 || isWide === this.#isWide) return;
    this.#isWide = isWide;
    this.#host.requestUpdate();
  }
}
