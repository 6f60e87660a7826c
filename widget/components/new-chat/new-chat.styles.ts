import { css } from 'lit';

export const newChatStyles = css`
  :host {
    position: relative;
    display: block;
    overflow: auto;
    background: var(--chasqui-bg);
  }
  form {
    display: flex;
    flex-direction: column;
    max-inline-size: 480px;
    padding: 16px;
  }
  h2 {
    margin-block-end: 16px;
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
  }
  label {
    margin-block-end: 6px;
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
  }
  input {
    min-block-size: 36px;
    padding: 7px 11px;
    border: 1px solid var(--chasqui-border-control);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg);
  }
  input:focus-visible {
    border-color: transparent;
    outline-offset: -1px;
  }
  [aria-invalid='true'] {
    border-color: var(--chasqui-bad);
  }
  .hint {
    margin-block: 6px 20px;
    color: var(--chasqui-text-3);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .problem {
    margin-block-start: 6px;
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .actions {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 12px;
  }
`;
