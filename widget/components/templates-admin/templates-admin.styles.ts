import { css } from 'lit';

/** The page's outline, for the list and for the form. */
export const adminPageStyles = css`
  :host {
    display: block;
    block-size: 100%;
    overflow: auto;
    background: var(--settings-page);
    container: templates / inline-size;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    max-inline-size: 1080px;
    margin-inline: auto;
    padding: 16px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 8px;
  }
  .back {
    margin-inline-start: -8px;
  }
  .back:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .titles {
    flex: 1 1 200px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  h2 {
    font: 600 var(--chasqui-fs-6) var(--chasqui-font);
    letter-spacing: -0.01em;
  }
  h2:focus {
    outline: none;
  }
  .restored {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 12px;
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-info-soft);
    color: var(--chasqui-info-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .restored span {
    flex: 1 1 200px;
    min-inline-size: 0;
  }
  @container templates (min-width: 720px) {
    .page {
      gap: 16px;
      padding: 24px;
    }
  }
`;

export const templatesAdminStyles = [
  adminPageStyles,
  css`
    .news {
      align-items: start;
    }
    .filters {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(130px, 30%);
      gap: 12px;
      padding: 12px 16px 16px;
      border-block-end: 1px solid var(--chasqui-border);
    }
    .list > li + li {
      border-block-start: 1px solid var(--chasqui-border);
    }
    .empty {
      display: grid;
      justify-items: center;
      gap: 12px;
      padding: 32px 24px;
      color: var(--chasqui-text-2);
      text-align: center;
      text-wrap: balance;
    }
    .more {
      display: grid;
      justify-items: center;
      padding: 8px;
      border-block-start: 1px solid var(--chasqui-border);
    }
  `,
];
