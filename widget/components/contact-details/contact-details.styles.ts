import { css } from 'lit';

export const contactDetailsStyles = css`
  :host {
    display: block;
    padding: 12px 16px;
    border-block-end: 1px solid var(--chasqui-border);
    background: var(--chasqui-bg);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    align-items: center;
    gap: 4px 16px;
    margin: 0;
  }
  dt,
  .unknown,
  p {
    color: var(--chasqui-text-2);
  }
  dd {
    display: flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
    min-block-size: 28px;
    margin: 0;
  }
  code {
    overflow-wrap: anywhere;
    font-family: var(--chasqui-font-mono, monospace);
  }
  .ask {
    margin-block-start: 8px;
  }
  p {
    margin-block: 8px 0;
  }
  .problem {
    color: var(--chasqui-bad-text);
  }
`;
