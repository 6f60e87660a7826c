import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Takes files that are dragged onto an element. Without it a file that misses would replace the page;
 * what is no file, such as a piece of text, is left to the browser.
 */
export class FileDropController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: { isWanted: () => boolean; onFiles: (files: File[]) => void };
  /** Enters and leaves come for every element inside; they are counted. */
  #depth = 0;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    options: { isWanted: () => boolean; onFiles: (files: File[]) => void },
  ) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether files are being held over the element. */
  get isOver(): boolean {
    return this.#depth > 0;
  }

  hostConnected(): void {
    for (const [type, handle] of this.#handlers) this.#host.addEventListener(type, handle);
  }

  hostDisconnected(): void {
    for (const [type, handle] of this.#handlers) this.#host.removeEventListener(type, handle);
  }

  readonly #handlers: readonly (readonly [string, (event: Event) => void])[] = [
    [
      'dragenter',
      (event) => this.#handle(event as DragEvent, () => this.#setDepth(this.#depth + 1)),
    ],
    [
      'dragleave',
      (event) => this.#handle(event as DragEvent, () => this.#setDepth(this.#depth - 1)),
    ],
    ['dragover', (event) => this.#handle(event as DragEvent, () => undefined)],
    ['drop', (event) => this.#handle(event as DragEvent, (files) => this.#drop(files))],
  ];

  #handle(event: DragEvent, act: (files: File[]) => void): void {
    const { dataTransfer } = event;
    if (!dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const isWanted = this.#options.isWanted();
    if (event.type === 'dragover') dataTransfer.dropEffect = isWanted ? 'copy' : 'none';
    if (isWanted) act([...dataTransfer.files]);
  }

  #drop(files: File[]): void {
    this.#setDepth(0);
    if (files.length > 0) this.#options.onFiles(files);
  }

  #setDepth(depth: number): void {
    const wasOver = this.isOver;
    this.#depth = Math.max(0, depth);
    if (wasOver !== this.isOver) this.#host.requestUpdate();
  }
}
