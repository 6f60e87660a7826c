import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MaskedSecret } from '../../../backend/contract/settings.ts';
import { renderField } from '../form-field/field.ts';
import { renderRevealButton } from '../form-field/reveal-button.ts';
import { icon } from '../icon/icon.ts';
import { createVerifyToken } from './settings-values.ts';
import type { SecretName } from './settings-values.ts';
import { t } from './settings-words.ts';

const MASK = '•'.repeat(20);

interface SecretField {
  name: SecretName;
  /** As the server tells it: never whole. */
  saved: MaskedSecret;
  /** What is typed; empty keeps the saved one. */
  value: string;
  problem: string | undefined;
  badge: TemplateResult | typeof nothing;
  isRequired: boolean;
  isShown: boolean;
  onInput: (value: string) => void;
  onReveal: (isShown: boolean) => void;
}

/** A key that can be written and not read: masked while it is typed, and by its end once it is saved. */
export function renderSecretField(field: SecretField): TemplateResult {
  const { name, saved, value, isShown, onInput, onReveal } = field;
  return renderField({
    name,
    label: t(`form.${name}`),
    value,
    type: isShown ? 'text' : 'password',
    // Not a password of this site: managers should neither fill it in nor keep it.
    autocomplete: 'new-password',
    problem: field.problem,
    badge: field.badge,
    isMono: true,
    isRequired: field.isRequired,
    isMasked: saved.isSet,
    placeholder: saved.isSet ? `${MASK}${saved.last4 ?? ''}` : t('form.notEntered'),
    ...hintOf(field),
    inside: html`${
      value === ''
        ? nothing
        : renderRevealButton({
            isShown,
            label: t(isShown ? 'form.hide' : 'form.show'),
            onToggle: onReveal,
          })
    }${name === 'webhookVerifyToken' ? renderGenerate(field) : nothing}`,
    onInput,
  });
}

function hintOf({ name, saved, value }: SecretField): { hint?: string; isHintHidden?: boolean } {
  if (name === 'webhookVerifyToken' && value !== '') return { hint: t('form.copyVerifyToken') };
  if (saved.isSet) {
    return { hint: t('form.keptSecret', { last4: saved.last4 ?? '' }), isHintHidden: true };
  }
  return name === 'appSecret' ? { hint: t('form.needAppSecret') } : {};
}

function renderGenerate({ onInput, onReveal }: SecretField) {
  return html`<button
    type="button"
    class="button quiet inside"
    @click=${() => {
      onInput(createVerifyToken());
      onReveal(true);
    }}
  >
    ${icon('refresh', 16)}${t('form.generate')}
  </button>`;
}
