import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type {
  Interactive,
  InteractiveContent,
} from '../../backend/contract/content/interactive.ts';
import type { RenderedHeader } from '../../backend/contract/content/template.ts';
import { icon } from '../components/icon/icon.ts';
import type { IconName } from '../components/icon/icon.ts';
import { t } from '../i18n/inbox-words.ts';
import { renderHeader } from './template.ts';
import { renderText } from './text.ts';

interface Choice {
  icon: IconName;
  title: string;
  description?: string | undefined;
  href?: string;
}

/** What we asked the customer to tap on, with its choices as they see them. */
export function renderInteractive({ interactive }: InteractiveContent): TemplateResult {
  const header = headerOf(interactive);
  const footer = 'footer' in interactive ? interactive.footer : undefined;
  return html`${header ? renderHeader(header) : nothing}
    ${interactive.body ? renderText({ kind: 'text', body: interactive.body.text }) : nothing}
    ${footer ? html`<span class="second" dir="auto">${footer.text}</span>` : nothing}
    <ul class="choices">
      ${choicesOf(interactive).map(renderChoice)}
    </ul>`;
}

/** Under their names as templates have them. */
function headerOf(interactive: Interactive): RenderedHeader | undefined {
  const header = 'header' in interactive ? interactive.header : undefined;
  if (header === undefined) return undefined;
  const format = header.type.toUpperCase();
  if (header.type === 'text') return { format, text: header.text };
  const { [header.type]: file } = header as unknown as Record<string, RenderedHeader['file']>;
  return { format, file };
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
