import { css } from 'lit';

export const menuStyles = css`
  :host {
    position: fixed;
    inset: auto;
    inline-size: 212px;
    margin: 0;
    padding: 4px;
    border: 0;
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-bg-raised);
    box-shadow: var(--chasqui-shadow-2);
  }
  button {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 6px 8px;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .hint {
    margin-inline-start: auto;
    color: var(--chasqui-text-3);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    white-space: nowrap;
  }
  button svg {
    color: var(--chasqui-text-2);
  }
  button:hover,
  button:focus-visible {
    background: var(--chasqui-bg-muted);
  }
  button:focus-visible {
    outline-offset: -2px;
  }
  @media (pointer: coarse) {
    button {
      min-block-size: 44px;
    }
  }
`;
