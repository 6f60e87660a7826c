import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  Interactive,
  InteractiveContent,
} from '../../backend/contract/content/interactive.ts';
import { icon } from '../components/icon/icon.ts';
import type { IconName } from '../components/icon/icon.ts';
import { t } from '../i18n/inbox-words.ts';
import { renderText } from './text.ts';

interface Choice {
  icon: IconName;
  title: string;
  description?: string | undefined;
  href?: string;
}

/** What we asked the customer to tap on. */
export function renderInteractive({ interactive }: InteractiveContent): TemplateResult {
  const header = 'header' in interactive ? interactive.header : undefined;
  const footer = 'footer' in interactive ? interactive.footer : undefined;
  return html`${
    header?.type === 'text'
      ? html`<strong class="head" dir="auto">${header.text}</strong>`
      : nothing
  }
  ${interactive.body ? renderText({ kind: 'text', body: interactive.body.text }) : nothing}
  ${footer ? html`<span class="second" dir="auto">${footer.text}</span>` : nothing}`;
}

/** Its choices as the customer sees them. */
export function renderChoices({ interactive }: InteractiveContent): TemplateResult {
  return html`<ul class="choices">
    ${choicesOf(interactive).map(renderChoice)}
  </ul>`;
}

function renderChoice({ icon: glyph, title, description, href }: Choice): TemplateResult {
  return html`<li>
    ${icon(glyph, 16)}
    <span>
      ${
        href === undefined
          ? html`<bdi>${title}</bdi>`
          : html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow"
              ><bdi>${title}</bdi></a
            >`
      }
      ${description === undefined ? nothing : html`<span class="second">${description}</span>`}
    </span>
  </li>`;
}

function choicesOf(interactive: Interactive): Choice[] {
  switch (interactive.type) {
    case 'button':
      return interactive.action.buttons.map(({ reply }) => ({ icon: 'reply', title: reply.title }));
    case 'list':
      return interactive.action.sections.flatMap(({ rows }) =>
        rows.map(({ title, description }) => ({ icon: 'reply', title, description })),
      );
    case 'cta_url': {
      const { display_text, url } = interactive.action.parameters;
      return [{ icon: 'external-link', title: display_text, href: url }];
    }
    case 'flow':
      return [{ icon: 'compose', title: interactive.action.parameters.flow_cta }];
    case 'location_request_message':
      return [{ icon: 'place', title: t('kind.asksLocation') }];
    case 'request_contact_info':
      return [{ icon: 'user', title: t('kind.asksNumber') }];
    case 'product':
      return [{ icon: 'info', title: interactive.action.product_retailer_id }];
    case 'product_list':
      return interactive.action.sections.flatMap(({ product_items }) =>
        product_items.map((item) => ({ icon: 'info', title: item.product_retailer_id })),
      );
    case 'catalog_message':
      return [{ icon: 'info', title: t('kind.catalog') }];
  }
}
