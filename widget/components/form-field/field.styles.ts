import { css } from 'lit';

/** Looks of what renderField makes; adopt it beside baseStyles. */
export const fieldStyles = css`
  .field {
    display: grid;
    gap: 6px;
  }
  .field label {
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .field .box {
    display: flex;
    align-items: center;
    min-block-size: 36px;
    border: 1px solid var(--chasqui-border-control);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg);
  }
  .field .box:focus-within {
    outline: 2px solid var(--chasqui-link);
    outline-offset: -1px;
    border-color: transparent;
  }
  .field input,
  .field select {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 34px;
    padding: 6px 11px;
    border: 0;
    border-radius: inherit;
    background: none;
  }
  .field input:focus-visible,
  .field select:focus-visible {
    outline: none;
  }
  .field input::placeholder {
    color: var(--chasqui-text-3);
    opacity: 1;
  }
  .field select option {
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-text);
  }
  .field.mono input {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 13px;
  }
  .field.wrong .box {
    border-color: var(--chasqui-bad);
    box-shadow: inset 0 0 0 1px var(--chasqui-bad);
  }
  .field .hint {
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    color: var(--chasqui-text-3);
  }
  .field .problem {
    display: flex;
    gap: 6px;
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .field .problem .icon {
    margin-block-start: 2px;
  }
  .field .icon-button {
    margin-inline-end: 1px;
  }
  .field .inside {
    min-block-size: 30px;
    margin-inline-end: 2px;
    padding: 3px 10px;
  }
`;
