import { css } from 'lit';

export const settingsFormStyles = css`
  :host {
    display: block;
    container: settings-form / inline-size;
  }
  .body {
    gap: 20px;
  }
  :host([guided]) .body {
    padding: 0;
  }
  .row {
    display: grid;
    gap: 8px;
  }
  .explainer {
    display: flex;
    gap: 8px;
    align-self: start;
    padding: 8px 12px;
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .explainer .icon {
    color: var(--chasqui-accent-text);
  }
  .explainer strong {
    color: var(--chasqui-text);
    font-weight: 600;
  }
  @container settings-form (min-width: 520px) {
    .row {
      grid-template-columns: minmax(0, 1fr) min(212px, 35%);
      gap: 16px;
    }
    /* Level with the field's box, below its label. */
    .explainer {
      margin-block-start: 26px;
    }
    .actions .text {
      text-align: end;
    }
  }
`;
