import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Redraws its host once a minute, for countdowns and «Yesterday». */
export class MinuteController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.#host.requestUpdate(), 60_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
