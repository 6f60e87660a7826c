import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ContactsContent, SharedContact } from '../../backend/contract/content/contacts.ts';
import { icon } from '../components/icon/icon.ts';
import { t } from '../i18n/inbox-words.ts';

const SHOWN = 10;
const SAFE_LINK = /^https?:\/\//i;

/** Business cards. */
export function renderContacts({
  contacts,
  is_answer_to_request,
}: ContactsContent): TemplateResult {
  const more = contacts.length - SHOWN;
  return html`${
    is_answer_to_request ? html`<span class="label">${t('kind.sharedNumber')}</span>` : nothing
  }
  ${contacts.slice(0, SHOWN).map(renderCard)}
  ${more > 0 ? html`<span class="second">${t('kind.moreContacts', { count: more })}</span>` : nothing}`;
}

function renderCard(contact: SharedContact): TemplateResult {
  const { name, organization, birthday, phones, emails, urls, addresses } = contact;
  return html`<span class="card">
    <span class="pin">${icon('user', 20)}</span>
    <span class="lines">
      <strong dir="auto">${name}</strong>
      ${organization === undefined ? nothing : html`<span class="second" dir="auto">${organization}</span>`}
      ${phones.map(({ phone }) => link(`tel:${phone.replace(/[^\d+]/g, '')}`, phone))}
      ${emails.map(({ email }) => link(`mailto:${encodeURIComponent(email)}`, email))}
      ${urls.map(({ url }) =>
        SAFE_LINK.test(url) ? link(url, url) : html`<span class="second" dir="auto">${url}</span>`,
      )}
      ${addresses.map(
        ({ street, city, zip, state, country }) =>
          html`<span class="second" dir="auto"
            >${[street, city, zip, state, country].filter((part) => part).join(', ')}</span
          >`,
      )}
      ${birthday === undefined ? nothing : html`<span class="second">${birthday}</span>`}
    </span>
  </span>`;
}

function link(href: string, text: string): TemplateResult {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow"
    ><bdi>${text}</bdi></a
  >`;
}
