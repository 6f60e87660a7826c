import { css } from 'lit';

/** The things to do in one step, and the way to the page where they are done. */
export const stepLinesStyles = css`
  .lines {
    display: grid;
    gap: 6px;
    padding-inline-start: 18px;
    color: var(--chasqui-text-2);
    list-style: decimal;
  }
  .lines strong {
    color: var(--chasqui-text);
    font-weight: 600;
  }
  .way {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    justify-self: start;
    min-block-size: 24px;
  }
`;

/** What the steps' own elements share. */
export const stepStyles = css`
  ${stepLinesStyles}
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .hint {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .waiting {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 12px;
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .waiting .spinner,
  .waiting .icon {
    color: var(--chasqui-accent);
  }
  summary {
    inline-size: fit-content;
    min-block-size: 24px;
    border-radius: var(--chasqui-radius-sm);
    color: var(--chasqui-link);
    cursor: pointer;
  }
  details[open] > summary {
    margin-block-end: 12px;
  }
  details > .inner {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
`;
