import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { TemplateDraft, TemplateFinding } from '../../../backend/contract/template.ts';
import type { AdminApiClient } from '../../api/admin-api-client.ts';

const LINT_AFTER_MS = 300;

/**
 * The server's linter, asked when the typing pauses. Only the answer to the newest question counts;
 * until it has come, what was found before stands. A linter that does not answer finds nothing: the
 * server lints once more before it submits.
 */
export class LintController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #getApi: () => Pick<AdminApiClient, 'lintTemplate'>;
  findings: readonly TemplateFinding[] = [];
  #questions = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, getApi: () => Pick<AdminApiClient, 'lintTemplate'>) {
    this.#host = host;
    this.#getApi = getApi;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#questions++;
  }

  lintSoon(getDraft: () => TemplateDraft): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.lint(getDraft()), LINT_AFTER_MS);
  }

  async lint(draft: TemplateDraft): Promise<void> {
    clearTimeout(this.#timer);
    const question = ++this.#questions;
    let findings: readonly TemplateFinding[] = [];
    try {
      ({ findings } = await this.#getApi().lintTemplate(draft));
    } catch {
      // Nothing found, then.
    }
    if (question !== this.#questions) return;
    this.findings = findings;
    this.#host.requestUpdate();
  }
}
