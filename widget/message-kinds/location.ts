import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LocationContent } from '../../backend/contract/content/location.ts';
import { icon } from '../components/icon/icon.ts';
import { t } from '../i18n/inbox-words.ts';

/** A place and the way to a map. No map is loaded: it would tell a stranger where customers are. */
export function renderLocation(content: LocationContent): TemplateResult {
  const { name, address, latitude, longitude, url } = content;
  const position = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return html`<span class="card place">
    <span class="pin">${icon('place', 20)}</span>
    <span class="lines">
      <strong dir="auto">${name ?? t('kind.location')}</strong>
      ${address === undefined ? nothing : html`<span class="second" dir="auto">${address}</span>`}
      <span class="second position">${position}</span>
      <a href=${mapAddress(content)} target="_blank" rel="noopener noreferrer nofollow"
        >${t('kind.openMap')}</a
      >
      ${
        url === undefined || !URL.canParse(url)
          ? nothing
          : html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow"
              ><bdi>${new URL(url).hostname}</bdi></a
            >`
      }
    </span>
  </span>`;
}

function mapAddress({ latitude, longitude }: LocationContent): string {
  const place = `${latitude}/${longitude}`;
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${place}`;
}
