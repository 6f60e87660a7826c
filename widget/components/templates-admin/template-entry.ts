import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Template } from '../../../backend/contract/template.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { cardStyles } from '../settings/settings.styles.ts';
import { findPart } from '../template-picker/preview-template.ts';
import { languageName } from '../../i18n/language-name.ts';
import { categoryWord } from '../template-picker/template-row.ts';
import { TemplateDoneEvent, TemplateEditEvent } from './admin-events.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import './delete-template.ts';
import { hasKept } from './kept-draft.ts';
import { isEditable, listReasons, qualityWord, statusWord, toneOf } from './describe-template.ts';
import { templateEntryStyles } from './template-entry.styles.ts';

/** Meta has no call for appeals; this is where they are made. */
const WHATSAPP_MANAGER = 'https://business.facebook.com/wa/manage/message-templates/';

/**
 * A template in the admins' list: what it is, what Meta says of it, and what can be done with it.
 *
 * @fires chasqui-template-edit - the form for it is wanted
 * @fires chasqui-template-done - it was deleted, or its pause is over
 */
@customElement('chasqui-template-entry')
export class TemplateEntry extends LitElement {
  static override styles = [baseStyles, cardStyles, templateEntryStyles];

  @property({ attribute: false }) store!: AdminStore;
  @property({ attribute: false }) template!: Template;

  @state() private isDeleting = false;
  @state() private isUnpausing = false;
  @state() private problem = '';

  protected override render() {
    const { template } = this;
    const { name, status, category, language, next_category: next } = template;
    const quality = qualityWord(template);
    const reasons = listReasons(template);
    return html`<article aria-labelledby="name">
      <div class="top">
        <h3 id="name"><bdi>${name}</bdi></h3>
        <span class="pill ${toneOf(status)}">${statusWord(status)}</span>
        <span class="category ${category.toLowerCase()}">${categoryWord(template)}</span>
        ${
          quality === undefined
            ? nothing
            : html`<span class="pill ${toneOf(template.quality ?? '')}">${quality}</span>`
        }
        ${
          hasKept(this.store.drafts, template.id)
            ? html`<span class="pill kept">${t('admin.keptPill')}</span>`
            : nothing
        }
      </div>
      <p class="words" dir="auto">${findPart(template.components, 'BODY')?.text ?? nothing}</p>
      <p class="language">${languageName(language)}</p>
      ${reasons.map((reason) => html`<p class="reason">${reason}</p>`)}
      ${status === 'REJECTED' ? html`<p class="language">${t('admin.appealNote')}</p>` : nothing}
      ${
        next === null
          ? nothing
          : html`<p class="reason">
              ${t('admin.nextCategory', { category: categoryWord({ category: next }) })}
            </p>`
      }
      ${this.problem === '' ? nothing : html`<p class="reason" role="alert">${this.problem}</p>`}
      <div class="actions">${this.#renderActions()}</div>
      ${
        this.isDeleting
          ? html`<chasqui-delete-template
              .store=${this.store}
              .template=${template}
              @chasqui-template-done=${this.#handleDeleted}
            ></chasqui-delete-template>`
          : nothing
      }
    </article>`;
  }

  #renderActions() {
    const { template } = this;
    const named = { name: template.name, language: languageName(template.language) };
    const isRejected = template.status === 'REJECTED';
    return html`${template.status === 'PAUSED' ? this.#renderUnpause(named) : nothing}
      ${
        isEditable(template)
          ? html`<button
              type="button"
              class="button quiet"
              aria-label=${t(isRejected ? 'admin.resubmitNamed' : 'admin.editNamed', named)}
              @click=${() => this.dispatchEvent(new TemplateEditEvent())}
            >
              ${icon('compose', 16)} ${t(isRejected ? 'admin.resubmit' : 'admin.edit')}
            </button>`
          : nothing
      }
      ${
        isRejected
          ? html`<a
              class="button quiet"
              href=${WHATSAPP_MANAGER}
              target="_blank"
              rel="noopener noreferrer"
              aria-label="${t('admin.appealNamed', named)} ${t('admin.newTab')}"
              >${icon('external-link', 16)} ${t('admin.appeal')}</a
            >`
          : nothing
      }
      <button
        type="button"
        class="button quiet"
        aria-label=${t('admin.deleteNamed', named)}
        aria-expanded=${this.isDeleting}
        @click=${() => (this.isDeleting = !this.isDeleting)}
      >
        ${icon('trash', 16)} ${t('admin.delete')}
      </button>`;
  }

  #renderUnpause(named: { name: string; language: string }) {
    return html`<button
      type="button"
      class="button quiet"
      aria-label=${t('admin.unpauseNamed', named)}
      aria-disabled=${this.isUnpausing}
      @click=${() => void this.#unpause()}
    >
      ${icon('play', 16)} ${t(this.isUnpausing ? 'admin.unpausing' : 'admin.unpause')}
    </button>`;
  }

  async #unpause(): Promise<void> {
    if (this.isUnpausing) return;
    this.isUnpausing = true;
    this.problem = '';
    try {
      const { id, name } = this.template;
      await this.store.api.unpauseTemplate(id);
      this.dispatchEvent(new TemplateDoneEvent(t('admin.unpaused', { name })));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('admin.unpauseFailed', { reason });
    } finally {
      this.isUnpausing = false;
    }
  }

  #handleDeleted = async (event: TemplateDoneEvent): Promise<void> => {
    event.stopPropagation();
    this.isDeleting = false;
    if (event.news !== undefined) {
      this.dispatchEvent(new TemplateDoneEvent(event.news));
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-template-entry': TemplateEntry;
  }
}
