import { css } from 'lit';

/** Cards, lists and labels inside bubbles. */
export const kindStyles = css`
  .card {
    display: flex;
    gap: 8px;
    min-inline-size: 200px;
    padding: 8px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bubble-quote);
  }
  .card + .card {
    margin-block-start: 6px;
  }
  .card .pin {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-accent-text);
  }
  .card.place .pin {
    color: var(--chasqui-bad-text);
  }
  .lines {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-inline-size: 0;
  }
  .lines strong {
    font-weight: 500;
  }
  .second {
    display: block;
    color: var(--chasqui-meta);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .position {
    font-variant-numeric: tabular-nums;
  }
  .label {
    display: block;
    margin-block-end: 4px;
    color: var(--chasqui-meta);
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .label svg {
    display: inline-block;
    vertical-align: -2px;
  }
  .choice svg {
    display: inline-block;
    margin-inline-end: 2px;
    color: var(--chasqui-text-2);
    vertical-align: -3px;
  }
  .attached {
    display: block;
    margin-block-end: 2px;
  }
  .head {
    display: block;
    font-weight: 600;
  }
  /* From edge to edge of the bubble. */
  .choices {
    clear: both;
    margin: 0 -10px -6px;
    padding: 6px 0 0;
    list-style: none;
  }
  .slides .choices {
    margin: 0;
  }
  .choices li {
    display: flex;
    gap: 8px;
    justify-content: center;
    align-items: center;
    min-block-size: 36px;
    padding: 6px 10px;
    border-block-start: 1px solid var(--chasqui-bubble-line);
    color: var(--chasqui-link);
    text-align: center;
  }
  .slides {
    display: flex;
    gap: 8px;
    clear: both;
    margin: 8px 0 0;
    padding: 0 0 4px;
    overflow-x: auto;
    list-style: none;
  }
  .slides > li {
    flex: 0 0 180px;
    padding: 8px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bubble-quote);
  }
  .fields,
  .items {
    display: grid;
    gap: 4px 12px;
    margin: 4px 0 0;
    padding: 8px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bubble-quote);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .fields {
    grid-template-columns: minmax(72px, auto) 1fr;
  }
  .fields dt {
    color: var(--chasqui-meta);
  }
  .fields dd {
    margin: 0;
    white-space: pre-wrap;
  }
  .items {
    list-style: none;
  }
  .items li,
  .total {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    font-variant-numeric: tabular-nums;
  }
  .items li :last-child,
  .total :last-child {
    flex: none;
  }
  .total {
    padding: 6px 8px 0;
    font-weight: 600;
  }
`;
