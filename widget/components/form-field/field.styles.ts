import { css } from 'lit';

/** Looks of what renderField and renderChoiceField make; adopt it beside baseStyles. */
export const fieldStyles = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 6px;
    min-inline-size: 0;
  }
  .field .label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .field .box {
    position: relative;
    display: flex;
    align-items: center;
    min-block-size: 36px;
    border: 1px solid var(--chasqui-border-control);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg);
  }
  .field .box.read-only {
    border-color: var(--chasqui-border-strong);
    background: light-dark(var(--chasqui-bg-subtle), var(--chasqui-bg));
  }
  .field.wrong .box {
    border-color: var(--chasqui-bad);
    box-shadow: inset 0 0 0 1px var(--chasqui-bad);
  }
  .field .box:has(input:focus, select:focus, textarea:focus) {
    border-color: var(--chasqui-focus);
    box-shadow: inset 0 0 0 1px var(--chasqui-focus);
  }
  .field.wrong .box:has(input:focus, select:focus, textarea:focus) {
    border-color: var(--chasqui-bad);
    box-shadow: inset 0 0 0 1px var(--chasqui-bad);
    outline: 2px solid var(--chasqui-focus);
    outline-offset: 1px;
  }
  .field input,
  .field select,
  .field textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 34px;
    padding: 6px 11px;
    border: 0;
    border-radius: inherit;
    background: none;
  }
  .field input {
    text-overflow: ellipsis;
  }
  .field textarea {
    field-sizing: content;
    min-block-size: 96px;
    resize: vertical;
  }
  .field input:focus-visible,
  .field select:focus-visible,
  .field textarea:focus-visible {
    outline: none;
  }
  .field input::placeholder {
    color: var(--chasqui-text-3);
    opacity: 1;
  }
  /* What the server holds looks like a value, not like advice. */
  .field .masked input::placeholder {
    color: var(--chasqui-text);
  }
  .field .choice select {
    appearance: none;
    padding-inline-end: 36px;
    cursor: pointer;
  }
  .field .choice .icon {
    position: absolute;
    inset-inline-end: 11px;
    color: var(--chasqui-text-2);
    pointer-events: none;
  }
  .field select option {
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-text);
  }
  .field.mono input {
    font-family: var(--chasqui-font-mono);
    font-size: 13px;
  }
  .field .hint {
    color: var(--chasqui-text-3);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .field .problem,
  .field .success {
    display: flex;
    gap: 6px;
    font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .field .problem {
    color: var(--chasqui-bad-text);
  }
  .field .success {
    color: var(--chasqui-ok-text);
  }
  .field .problem .icon,
  .field .success .icon {
    margin-block-start: 1px;
  }
  .field .icon-button {
    margin-inline-end: 1px;
  }
  .field .inside {
    min-block-size: 30px;
    margin-inline-end: 2px;
    padding: 3px 10px;
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    .field .box {
      min-block-size: 44px;
    }
    .field.mono input {
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .field.wrong .box {
      border-width: 2px;
    }
    .field .box:has(input:focus, select:focus, textarea:focus) {
      outline: 2px solid Highlight;
    }
  }
`;
