import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { DoctorCheck, DoctorReport, DoctorStatus } from '../../../backend/contract/doctor.ts';
import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { formatDateAndTime } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import { doctorCardStyles } from './doctor-card.styles.ts';
import { FieldWantedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const ICONS: Record<DoctorStatus, IconName> = {
  problem: 'alert-circle',
  warning: 'alert',
  unknown: 'info',
  ok: 'check-circle',
};
/** What needs a person comes first; what is fine can be unfolded. */
const TROUBLES = ['problem', 'warning', 'unknown'] as const;

/**
 * The connection doctor: asks Meta about everything the connection needs, when told to, and lists
 * what was found with its cure.
 * @fires chasqui-field-wanted - the cure is a field of the form
 */
@customElement('chasqui-doctor-card')
export class DoctorCard extends LitElement {
  static override styles = [baseStyles, cardStyles, doctorCardStyles];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;
  @property({ attribute: false }) settings!: WhatsAppSettings;

  @state() private isRunning = false;
  @state() private report: DoctorReport | undefined;
  @state() private failure: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What was found with the keys before is not true of new ones.
    const before = changed.get('settings');
    if (before && before.updatedAt !== this.settings.updatedAt) this.report = undefined;
  }

  protected override render() {
    return html`<section class="card" aria-labelledby="doctor-title" aria-busy=${this.isRunning}>
      <header><h3 id="doctor-title">${t('doctor.title')}</h3></header>
      <div class="body">
        <div class="ask">
          <p class="text">${t('doctor.text')}</p>
          <button
            type="button"
            class="button"
            aria-disabled=${this.isRunning}
            @click=${() => void this.#run()}
          >
            ${this.isRunning ? html`<span class="spinner"></span>` : nothing}
            ${t(this.isRunning ? 'doctor.running' : this.report ? 'doctor.again' : 'doctor.run')}
          </button>
        </div>
        <div role="status">${this.#renderSummary()}</div>
      </div>
      ${this.report ? this.#renderChecks(this.report.checks) : nothing}
    </section>`;
  }

  #renderSummary() {
    if (this.failure !== undefined) {
      return html`<p class="result bad">
        ${icon('alert-circle', 18)}<span>${t('doctor.failed', { reason: this.failure })}</span>
      </p>`;
    }
    if (!this.report) return nothing;
    const { checkedAt, checks } = this.report;
    const worst =
      TROUBLES.find((status) => checks.some((check) => check.status === status)) ?? 'ok';
    const tone = { problem: 'bad', warning: 'warn', unknown: '', ok: 'ok' }[worst];
    const counts = TROUBLES.map((status) => ({
      status,
      count: checks.filter((check) => check.status === status).length,
    })).filter(({ count }) => count > 0);
    const words = counts.map(({ status, count }) => t(`doctor.count.${status}`, { count }));
    return html`<p class="result ${tone}">
      ${icon(ICONS[worst], 18)}
      <span
        ><strong>${words.length === 0 ? t('doctor.allWell') : words.join(' · ')}</strong>
        ${t('doctor.at', { time: formatDateAndTime(checkedAt, new Date()) })}</span
      >
    </p>`;
  }

  #renderChecks(checks: readonly DoctorCheck[]) {
    const troubles = TROUBLES.flatMap((status) =>
      checks.filter((check) => check.status === status),
    );
    const fine = checks.filter(({ status }) => status === 'ok');
    return html`${
      troubles.length === 0
        ? nothing
        : html`<ul class="checks">
            ${troubles.map((check) => this.#renderCheck(check))}
          </ul>`
    }
    ${
      fine.length === 0
        ? nothing
        : html`<details>
            <summary>${t('doctor.fine', { count: fine.length })}</summary>
            <ul class="checks">
              ${fine.map((check) => this.#renderCheck(check))}
            </ul>
          </details>`
    }`;
  }

  #renderCheck(check: DoctorCheck) {
    const { id, status, finding, fix } = check;
    return html`<li class="check ${status}">
      ${icon(ICONS[status], 18)}
      <div>
        <p id="finding-${id}"><span class="state">${t(`doctor.${status}`)}</span> ${finding}</p>
        ${fix === null ? nothing : html`<p class="fix">${fix}</p>`} ${this.#renderLink(check)}
      </div>
    </li>`;
  }

  #renderLink({ id, link }: DoctorCheck) {
    if (link === null) return nothing;
    if (link.to === 'meta') {
      return html`<a
        class="way"
        href=${link.url}
        target="_blank"
        rel="noopener noreferrer"
        aria-describedby="finding-${id}"
        >${t('doctor.atMeta')}${icon('external-link', 14)}<span class="visually-hidden"
          >${t('doctor.newTab')}</span
        ></a
      >`;
    }
    const { field } = link;
    return html`<button
      type="button"
      class="way"
      aria-describedby="finding-${id}"
      @click=${() => this.dispatchEvent(new FieldWantedEvent(field))}
    >
      ${t('doctor.inSettings', { field: t(`form.${field}`) })}
    </button>`;
  }

  async #run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    this.failure = undefined;
    try {
      this.report = await this.store.api.examineConnection();
    } catch (error) {
      this.report = undefined;
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.isRunning = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-doctor-card': DoctorCard;
  }
}
