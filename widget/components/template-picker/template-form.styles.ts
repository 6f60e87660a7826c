import { css } from 'lit';

export const templateFormStyles = css`
  :host {
    display: flex;
    flex: 1;
    min-block-size: 0;
  }
  form {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .scroller {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .blanks {
    display: grid;
    gap: 12px;
    padding: 4px 16px 20px;
  }
  h3 {
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .field .label {
    font: 500 var(--chasqui-fs-3-dense) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .preview {
    flex: 1;
    padding: 12px 16px 20px;
    border-block-start: 1px solid var(--chasqui-border);
    background: var(--chasqui-bg-canvas);
  }
  .preview h3 {
    margin-block-end: 8px;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .refusal {
    display: flex;
    gap: 8px;
    flex: none;
    max-block-size: 96px;
    padding: 8px 16px;
    overflow: auto;
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  footer {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-block-size: 60px;
    padding: 8px 16px;
    border-block-start: 1px solid var(--chasqui-border);
  }
  footer p {
    flex: 1;
    min-inline-size: 0;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  footer .button {
    flex: none;
    white-space: nowrap;
  }
  .primary:dir(rtl) svg {
    transform: scaleX(-1);
  }
`;
