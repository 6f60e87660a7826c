import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  CallPermissionContent,
  FormReplyContent,
  ReplyContent,
} from '../../backend/contract/content/reply.ts';
import { icon } from '../components/icon/icon.ts';
import { formatDateAndTime } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';

/** What the customer chose. */
export function renderReply({ title, description }: ReplyContent): TemplateResult {
  return html`<span class="text choice"
    >${icon('reply', 16)} <bdi>${title}</bdi>${
      description === undefined
        ? nothing
        : html`<span class="second" dir="auto">${description}</span>`
    }</span
  >`;
}

/** What the customer filled in. */
export function renderFormReply({ form, body, fields }: FormReplyContent): TemplateResult {
  // The token only says which flow it was.
  const shown = fields.filter(({ name }) => name !== 'flow_token').flatMap(unfold);
  return html`<span class="label">${t(form === 'address' ? 'kind.address' : 'kind.form')}</span>
    ${body === undefined ? nothing : html`<span class="text" dir="auto">${body}</span>`}
    ${
      shown.length === 0
        ? nothing
        : html`<dl class="fields">
            ${shown.map(
              ({ name, value }) =>
                html`<dt dir="auto">${name.replaceAll('_', ' ')}</dt>
                  <dd dir="auto">${value}</dd>`,
            )}
          </dl>`
    }`;
}

interface Field {
  name: string;
  value: string;
}

/** Forms within forms, such as an address, come as JSON: their fields are as good as the others. */
function unfold(field: Field): Field[] {
  if (!/^[[{]/.test(field.value)) return [field];
  try {
    const value: unknown = JSON.parse(field.value);
    if (Array.isArray(value)) return [{ name: field.name, value: value.map(asWords).join(', ') }];
    return Object.entries(value as object).map(([name, part]) => ({ name, value: asWords(part) }));
  } catch {
    return [field];
  }
}

function asWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether the business may call. */
export function renderCallPermission(content: CallPermissionContent): TemplateResult {
  const { response, is_permanent, expires_at } = content;
  const until = response === 'accept' && !is_permanent && expires_at !== null;
  return html`<span class="text"
    >${t(response === 'accept' ? 'kind.callsAllowed' : 'kind.callsDeclined')}${
      until
        ? html`<span class="second"
            >${t('kind.until', { time: formatDateAndTime(expires_at, new Date()) })}</span
          >`
        : nothing
    }</span
  >`;
}
