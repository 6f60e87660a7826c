import { css } from 'lit';

export const connectCardStyles = css`
  :host {
    display: block;
    container: connect-card / inline-size;
  }
  fieldset {
    display: grid;
    gap: 8px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 8px;
    font: 500 var(--chasqui-fs-3-dense) var(--chasqui-font);
  }
  .choice {
    display: flex;
    gap: 12px;
    padding: 10px 12px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-md);
    cursor: pointer;
  }
  .choice:has(:checked) {
    border-color: var(--chasqui-accent);
    background: var(--chasqui-accent-soft);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--chasqui-focus);
    outline-offset: 2px;
  }
  .choice input {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin-block: 2px;
    accent-color: var(--chasqui-accent);
  }
  .choice input:focus-visible {
    outline: none;
  }
  .choice span {
    min-inline-size: 0;
    font: 500 var(--chasqui-fs-3-dense) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .choice small {
    display: block;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .result {
    overflow-wrap: anywhere;
  }
  .outcome {
    display: grid;
    gap: 12px;
  }
  .steps {
    display: grid;
    gap: 4px;
  }
  .steps li {
    display: flex;
    gap: 8px;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .steps .icon {
    color: var(--chasqui-ok-text);
  }
  .policy {
    overflow-x: auto;
    margin: 0;
    padding: 10px 12px;
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font-mono);
    user-select: all;
  }
  @container connect-card (min-width: 520px) {
    .kinds {
      grid-template-columns: 1fr 1fr;
    }
    .kinds legend {
      grid-column: 1 / -1;
    }
    .primary {
      justify-self: start;
    }
  }
`;
