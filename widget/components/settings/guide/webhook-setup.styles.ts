import { css } from 'lit';

export const webhookSetupStyles = css`
  .offer,
  .trouble {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    justify-items: start;
  }
  fieldset {
    display: grid;
    gap: 8px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .way-choice,
  .agree {
    display: flex;
    gap: 10px;
    cursor: pointer;
  }
  .way-choice input,
  .agree input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin-block-start: 1px;
    accent-color: var(--chasqui-accent);
  }
  .way-choice .hint {
    display: block;
  }
  .way-choice .pill {
    padding-inline: 6px;
    font-size: 11px;
    line-height: 16px;
  }
  .changes {
    display: grid;
    justify-self: stretch;
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-md);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .changes li {
    display: grid;
    gap: 2px;
    padding: 8px 12px;
    overflow-wrap: anywhere;
  }
  .changes li + li {
    border-block-start: 1px solid var(--chasqui-border);
  }
  .what {
    font-weight: 600;
  }
  .from {
    color: var(--chasqui-text-2);
  }
  .to bdi {
    word-break: break-all;
  }
  .to {
    color: var(--chasqui-ok-text);
  }
  .to::before {
    content: '→ ';
    content: '→ ' / '';
  }
  :host(:dir(rtl)) .to::before {
    content: '← ';
    content: '← ' / '';
  }
  .takeover .from,
  .agree {
    color: var(--chasqui-warn-text);
  }
`;
