import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { SetupGuide, SetupStepId } from '../../../../backend/contract/setup-guide.ts';
import type { WhatsAppSettings } from '../../../../backend/contract/settings.ts';
import { formatMoment } from '../../../i18n/format.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import '../settings-form.ts';
import { SettingsSavedEvent } from '../settings-events.ts';
import type { SettingsStore } from '../settings-store.ts';
import { createVerifyToken } from '../settings-values.ts';
import { cardStyles } from '../settings.styles.ts';
import type { GuideController } from './guide-controller.ts';
import { renderIntroduction } from './guide-introduction.ts';
import { countDone, findCurrent } from './guide-progress.ts';
import { GUIDE_STEPS, isManual } from './guide-steps.ts';
import type { GuideStep, ManualStep } from './guide-steps.ts';
import { t, withStrong } from './guide-words.ts';
import './live-notice.ts';
import './message-step.ts';
import { progressStyles } from './progress.styles.ts';
import { setupGuideStyles } from './setup-guide.styles.ts';
import { stepLinesStyles } from './step.styles.ts';
import './webhook-step.ts';

const TOTAL = GUIDE_STEPS.length;

/**
 * The way from nothing to the first message, for somebody who has never seen Meta's pages: a list of
 * five steps of which one is open, each with what to do at Meta, in Meta's words, and a check of its
 * own. What is done is a fact of the server's (guide-controller.ts), so it goes on by itself when
 * Meta calls or a message arrives, and whoever comes back finds it where it was.
 * @fires chasqui-settings-saved - with the settings as the server has them now
 * @fires chasqui-guide-left - somebody wants to see all settings
 * @fires chasqui-open-chats - the number is live
 */
@customElement('chasqui-setup-guide')
export class SetupGuideElement extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    progressStyles,
    stepLinesStyles,
    setupGuideStyles,
  ];

  @property({ attribute: false }) store!: SettingsStore;
  @property({ attribute: false }) settings!: WhatsAppSettings;
  @property({ attribute: false }) controller!: Pick<GuideController, 'setStep'>;
  @property({ attribute: false }) guide!: SetupGuide;

  /** Undefined: the first that is left to do. */
  @state() private openStep: SetupStepId | undefined;
  @state() private isBegun = false;
  @state() private isSaving = false;
  @state() private problem: string | undefined;

  /** Known here only: once saved, the server does not give it back. */
  @state() private verifyToken = createVerifyToken();
  @state() private isTokenOurs = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('guide');
    if (!before || findCurrent(before) === findCurrent(this.guide)) return;
    // Something was done, here, at Meta or by another admin: on to what is left.
    this.openStep = undefined;
    this.problem = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('guide');
    if (!before || findCurrent(before) === findCurrent(this.guide)) return;
    this.renderRoot.querySelector<HTMLElement>('[data-focus]')?.focus();
  }

  get #current(): SetupStepId | undefined {
    return this.openStep ?? findCurrent(this.guide);
  }

  protected override render() {
    const { guide, settings } = this;
    if (this.#current === undefined) {
      return html`<chasqui-live-notice
        data-focus
        tabindex="-1"
        .guide=${guide}
        .settings=${settings}
        @chasqui-guide-left=${this.#leave}
      ></chasqui-live-notice>`;
    }
    const isBegun = this.isBegun || guide.isBegun || countDone(guide) > 0;
    if (isBegun) return this.#renderSteps();
    return renderIntroduction({
      store: this.store,
      onSaved: this.#passOn,
      onBegin: () => (this.isBegun = true),
      onLeave: this.#leave,
    });
  }

  #renderSteps() {
    const count = countDone(this.guide);
    const at = GUIDE_STEPS.findIndex(({ id }) => id === this.#current);
    return html`<div class="page">
        <div class="head">
          <h2>${t('guide.title')}</h2>
          <span class="pill">${t('guide.progress', { count, total: TOTAL })}</span>
          <progress
            max=${TOTAL}
            value=${count}
            aria-label=${t('guide.progress', { count, total: TOTAL })}
          ></progress>
        </div>
        <ol class="steps">
          ${GUIDE_STEPS.map((step, index) => this.#renderStep(step, index))}
        </ol>
        <div class="actions leave">
          ${this.#renderDocumentLink()}
          <button type="button" class="button quiet" @click=${this.#leave}>
            ${t('guide.toSettings')}
          </button>
        </div>
      </div>
      <div class="foot">
        <span class="place">${t('guide.stepOf', { number: at + 1, total: TOTAL })}</span>
        ${
          at === 0
            ? nothing
            : html`<button type="button" class="button" @click=${() => this.#goTo(at - 1)}>
                ${t('guide.back')}
              </button>`
        }
        ${this.#renderForward(at)}
      </div>`;
  }

  #renderDocumentLink() {
    return html`<a
      class="button quiet"
      href=${this.store.api.getSetupDocumentUrl()}
      target="_blank"
      rel="noopener noreferrer"
      >${t('guide.document')}${icon('external-link', 14)}<span class="visually-hidden"
        >${t('guide.newTab')}</span
      ></a
    >`;
  }

  #renderStep(step: GuideStep, index: number) {
    const { id, minutes } = step;
    const fact = this.guide.steps.find((each) => each.id === id);
    const isDone = fact?.isDone ?? false;
    const isOpen = this.#current === id;
    const doneAt = fact?.doneAt;
    return html`<li class="${isOpen ? 'current' : ''} ${isDone ? 'done' : ''}">
      <span class="mark">${isDone ? icon('check', 14) : index + 1}</span>
      <div class="step">
        <h3>
          <button
            type="button"
            class="line"
            aria-expanded=${isOpen}
            ?data-focus=${isOpen}
            @click=${() => (this.openStep = id)}
          >
            <span class="title">${t(`${id}.title`)}</span>
            ${isDone ? html`<span class="visually-hidden">, ${t('guide.done')}</span>` : nothing}
            <span class="time"
              >${
                isDone
                  ? doneAt && formatMoment(doneAt, new Date())
                  : t('guide.minutes', { count: minutes })
              }</span
            >
          </button>
        </h3>
        ${isOpen ? html`<div class="open">${this.#renderOpen(step)}</div>` : nothing}
      </div>
    </li>`;
  }

  #renderOpen(step: GuideStep) {
    const { id, lines, url } = step;
    return html`${
      lines.length === 0
        ? nothing
        : html`<ol class="lines">
            ${lines.map((line) => html`<li>${withStrong(line)}</li>`)}
          </ol>`
    }
    ${
      url === undefined
        ? nothing
        : html`<a class="way" href=${url} target="_blank" rel="noopener noreferrer"
            >${t(`${id as ManualStep | 'credentials'}.link`)}${icon('external-link', 14)}<span
              class="visually-hidden"
              >${t('guide.newTab')}</span
            ></a
          >`
    }
    ${isManual(id) ? html`<p class="check">${icon('check-circle', 16)}<span>${withStrong(t(`${id}.check`))}</span></p>` : nothing}
    ${this.#renderControls(id)}
    ${
      this.problem === undefined
        ? nothing
        : html`<p class="result bad" role="alert">
            ${icon('alert-circle', 18)}<span>${this.problem}</span>
          </p>`
    }`;
  }

  #renderControls(id: SetupStepId) {
    const { store, settings } = this;
    switch (id) {
      case 'credentials':
        return html`<chasqui-settings-form
          guided
          .store=${store}
          .settings=${settings}
          .newVerifyToken=${this.verifyToken}
          @chasqui-settings-saved=${this.#handleKeysSaved}
        ></chasqui-settings-form>`;
      case 'webhook':
        return html`<chasqui-webhook-step
          .store=${store}
          .settings=${settings}
          .verifyToken=${this.isTokenOurs ? this.verifyToken : undefined}
          @chasqui-settings-saved=${this.#passOn}
        ></chasqui-webhook-step>`;
      case 'message':
        return html`<chasqui-message-step
          .store=${store}
          .settings=${settings}
        ></chasqui-message-step>`;
      default:
        return nothing;
    }
  }

  /** Manual steps are ticked by going on; the others go on by themselves. */
  #renderForward(at: number) {
    const id = GUIDE_STEPS[at]?.id;
    const isDone = this.guide.steps[at]?.isDone ?? false;
    if (id && isManual(id) && !isDone) {
      return html`<button
        type="button"
        class="button primary"
        aria-disabled=${this.isSaving}
        @click=${() => void this.#tick(id)}
      >
        ${t(`${id}.tick`)}
      </button>`;
    }
    if (!isDone || at === TOTAL - 1) return nothing;
    return html`<button type="button" class="button primary" @click=${() => this.#goTo(at + 1)}>
      ${t('guide.next')}
    </button>`;
  }

  #goTo(index: number): void {
    this.openStep = GUIDE_STEPS[index]?.id;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[data-focus]')?.focus(),
    );
  }

  async #tick(id: ManualStep): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    this.problem = undefined;
    try {
      await this.controller.setStep(id, true);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('guide.failed', { reason });
    } finally {
      this.isSaving = false;
    }
  }

  #handleKeysSaved = (event: SettingsSavedEvent): void => {
    // Where a token was saved before, that one stays.
    this.isTokenOurs ||= event.verifyToken === this.verifyToken;
    this.#passOn(event);
  };

  #passOn = (event: SettingsSavedEvent): void => {
    this.dispatchEvent(new SettingsSavedEvent(event.settings));
  };

  #leave = (): void => {
    this.dispatchEvent(new Event('chasqui-guide-left'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-setup-guide': SetupGuideElement;
  }
}
