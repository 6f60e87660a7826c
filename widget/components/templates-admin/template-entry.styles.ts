import { css } from 'lit';

/** The chip of a category, in the list as in the picker. */
const chip = css`
  .category {
    flex: none;
    padding: 2px 8px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-av-8);
    color: var(--chasqui-av-8-text);
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .category.utility {
    background: var(--chasqui-info-soft);
    color: var(--chasqui-info-text);
  }
  .category.marketing {
    background: var(--chasqui-av-3);
    color: var(--chasqui-av-3-text);
  }
`;

export const templateEntryStyles = [
  chip,
  css`
    :host {
      display: block;
      container: entry / inline-size;
    }
    article {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 12px;
      padding: 12px 16px;
      overflow-wrap: anywhere;
    }
    article > * {
      grid-column: 1;
    }
    .top {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 8px;
    }
    .top h3 {
      min-inline-size: 0;
    }
    .top .pill {
      padding: 2px 8px;
      font-size: 12px;
      line-height: 16px;
    }
    .words {
      display: -webkit-box;
      overflow: hidden;
      color: var(--chasqui-text-2);
      font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .language {
      color: var(--chasqui-text-2);
      font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    }
    .reason {
      color: var(--chasqui-warn-text);
      font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
    }
    .actions {
      grid-column: 2;
      grid-row: 1 / span 3;
      align-content: start;
      justify-content: end;
    }
    .actions .button {
      min-block-size: 32px;
      padding: 4px 10px;
    }
    chasqui-delete-template {
      grid-column: 1 / -1;
      margin-block-start: 8px;
    }
    @container entry (max-width: 559px) {
      article {
        grid-template-columns: minmax(0, 1fr);
      }
      .actions {
        grid-column: 1;
        grid-row: auto;
        justify-content: start;
        margin-inline-start: -10px;
      }
    }
    @media (pointer: coarse) {
      .actions .button {
        min-block-size: 44px;
      }
    }
    @media (forced-colors: active) {
      .category,
      .pill {
        border: 1px solid CanvasText;
      }
    }
  `,
];

export const deleteTemplateStyles = css`
  :host {
    display: block;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--chasqui-bad-line);
    border-radius: var(--chasqui-radius-md);
  }
  h4 {
    margin: 0;
    color: var(--chasqui-bad-text);
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
  }
  fieldset {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset label {
    display: flex;
    align-items: start;
    gap: 8px;
  }
  fieldset input {
    flex: none;
    margin-block-start: 3px;
    accent-color: var(--chasqui-accent);
  }
  .field {
    max-inline-size: 360px;
  }
  b {
    font-weight: 600;
  }
`;
