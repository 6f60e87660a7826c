import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderChoiceField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import type { ButtonType } from './draft-buttons.ts';
import {
  CARD_BUTTONS,
  CARD_COUNT,
  CARD_HEADERS,
  newCard,
  withButtons,
  withHeader,
} from './draft-cards.ts';
import type { CardHeader, CardValues, CarouselValues } from './draft-cards.ts';
import { buttonKind, renderButtonFields, renderNewButton, renderTool } from './editor-buttons.ts';
import { renderProblem } from './editor-problem.ts';
import { renderSample } from './editor-sample.ts';
import { renderBody, renderCheck, renderExamples } from './editor-texts.ts';
import { takeCard } from './editor.ts';
import type { Editor } from './editor.ts';

const MAX_CARD_BODY = 160;

/** The cards of a carousel: what they are made of, chosen once, and what each of them says. */
export function renderCards(editor: Editor): TemplateResult {
  const { carousel } = editor.draft;
  const { header, cards } = carousel;
  const put = (next: CarouselValues) => editor.take('cards', { carousel: next });
  return html`<section class="card" aria-labelledby="cards-title">
    <header><h3 id="cards-title">${t('form.cards', { count: cards.length })}</h3></header>
    <div class="body">
      <p class="text">${t('form.cardsWhy')}</p>
      ${renderChoiceField({
        name: 'cardHeader',
        label: t('form.cardHeader'),
        value: header,
        options: CARD_HEADERS.map((value) => ({ value, label: t(`form.header${value}`) })),
        ...(header === 'PRODUCT' ? { hint: t('form.productHint') } : {}),
        onChange: (value) => put(withHeader(carousel, value as CardHeader)),
      })}
      ${
        header === 'PRODUCT'
          ? nothing
          : renderCheck(t('form.cardsHaveText'), carousel.hasText, (hasText) =>
              put({ ...carousel, hasText }),
            )
      }
      ${renderPattern(carousel, put)} ${renderProblem(editor, 'cards')}
      <ol class="cards">
        ${repeat(
          cards,
          ({ id }) => id,
          (card, index) => html`<li>${renderCard(editor, card, index, put)}</li>`,
        )}
      </ol>
      ${
        cards.length >= CARD_COUNT.max
          ? html`<p class="text">${t('form.cardsFull', { count: CARD_COUNT.max })}</p>`
          : html`<div class="actions">
              <button
                type="button"
                class="button"
                id="addCard"
                @click=${() => put({ ...carousel, cards: [...cards, newCard(carousel)] })}
              >
                ${icon('plus', 16)} ${t('form.addCard')}
              </button>
            </div>`
      }
    </div>
  </section>`;
}

/** The kinds of buttons that every card has. */
function renderPattern(carousel: CarouselValues, put: (next: CarouselValues) => void) {
  const { types, max } = CARD_BUTTONS[carousel.header];
  const pattern = carousel.cards[0]?.buttons ?? [];
  const kinds = pattern.map(({ type }) => type as ButtonType);
  return html`<div class="group" role="group" aria-labelledby="pattern-title">
    <h4 id="pattern-title">${t('form.cardButtons')}</h4>
    <ol class="buttons">
      ${pattern.map((button, index) => {
        const number = index + 1;
        return html`<li>
          <div class="button-head">
            <strong>${t('form.buttonTitle', { number, kind: buttonKind(button) })}</strong>
            ${renderTool(t('form.removeCardButton', { number }), 'trash', () =>
              put(withoutButton(carousel, index)),
            )}
          </div>
        </li>`;
      })}
    </ol>
    ${
      kinds.length >= max
        ? nothing
        : renderNewButton('newCardButton', t('form.addCardButton'), types, (type) =>
            put(withButtons(carousel, [...kinds, type])),
          )
    }
  </div>`;
}

function renderCard(
  editor: Editor,
  card: CardValues,
  index: number,
  put: (next: CarouselValues) => void,
) {
  const { carousel } = editor.draft;
  const { header, hasText, cards } = carousel;
  const number = index + 1;
  const name = `card-${index}`;
  const take = (field: string, change: Partial<CardValues>) =>
    takeCard(editor, index, field, change);
  return html`<div class="group" role="group" aria-labelledby="${name}-title">
    <div class="button-head">
      <h4 id="${name}-title">${t('form.cardTitle', { number })}</h4>
      ${
        index === 0
          ? nothing
          : renderTool(t('form.raiseCard', { number }), 'arrow-up', () =>
              put({
                ...carousel,
                cards: cards.with(index, cards[index - 1] ?? card).with(index - 1, card),
              }),
            )
      }
      ${
        cards.length <= CARD_COUNT.min
          ? nothing
          : renderTool(t('form.removeCard', { number }), 'trash', () =>
              put({ ...carousel, cards: cards.toSpliced(index, 1) }),
            )
      }
    </div>
    ${
      header === 'PRODUCT'
        ? nothing
        : renderSample(editor, { field: `${name}-sample`, header, sample: card.sample, card })
    }
    ${
      hasText && header !== 'PRODUCT'
        ? html`${renderBody(editor, {
            ...{ field: `${name}-body`, label: t('form.cardBody'), text: card.body },
            ...{ max: MAX_CARD_BODY, rows: 2 },
            onInput: (body) => take('body', { body }),
          })}
          ${renderExamples(editor, {
            ...{ prefix: `${name}-`, texts: [{ part: 'body', text: card.body }] },
            examples: card.examples,
            take: (field, examples) => take(field, { examples }),
          })}`
        : nothing
    }
    ${card.buttons.map(
      (button, at) =>
        html`<div class="card-button" role="group" aria-label=${buttonKind(button)}>
          <strong>${t('form.buttonTitle', { number: at + 1, kind: buttonKind(button) })}</strong>
          ${renderButtonFields(editor, `${name}-button-${at}`, button, (field, changed) =>
            take(`button-${at}-${field}`, { buttons: card.buttons.with(at, changed) }),
          )}
        </div>`,
    )}
    ${renderProblem(editor, `${name}-buttons`)} ${renderProblem(editor, name)}
  </div>`;
}

function withoutButton(carousel: CarouselValues, index: number): CarouselValues {
  const cards = carousel.cards.map((card) => ({
    ...card,
    buttons: card.buttons.toSpliced(index, 1),
  }));
  return { ...carousel, cards };
}
