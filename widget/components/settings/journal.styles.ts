import { css } from 'lit';

/** Pills and problems, in the list and in its rows. */
export const journalStyles = css`
  :host {
    display: block;
  }
  .pill {
    padding: 1px 8px;
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .pill::before {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: currentColor;
    content: '';
  }
  .pill.parsed {
    background: var(--chasqui-info-soft);
    color: var(--chasqui-info-text);
  }
`;

export const journalCardStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    cursor: pointer;
  }
  .check input {
    inline-size: 16px;
    block-size: 16px;
    accent-color: var(--chasqui-accent);
  }
  .list {
    border-block-start: 1px solid var(--chasqui-border);
  }
  .list > li + li {
    border-block-start: 1px solid var(--chasqui-border);
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 24px 16px;
    border-block-start: 1px solid var(--chasqui-border);
    color: var(--chasqui-text-2);
    text-align: center;
    overflow-wrap: anywhere;
  }
  .more {
    display: grid;
    justify-items: center;
    padding: 8px 16px;
    border-block-start: 1px solid var(--chasqui-border);
  }
  @media (pointer: coarse) {
    .check {
      min-block-size: 44px;
    }
  }
`;

export const journalEntryStyles = css`
  .row {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 8px;
    inline-size: 100%;
    padding: 8px 16px;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .row:hover {
    background: var(--chasqui-bg-muted);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row .icon {
    color: var(--chasqui-text-3);
    transform: rotate(-90deg);
    transition: transform var(--chasqui-dur-1) var(--chasqui-ease);
  }
  .row:dir(rtl) .icon {
    transform: rotate(90deg);
  }
  .row[aria-expanded='true'] .icon {
    transform: none;
  }
  .what {
    overflow: hidden;
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who {
    grid-column: 2 / -1;
    display: flex;
    justify-content: space-between;
    gap: 8px;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .who bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who time {
    white-space: nowrap;
  }
  .details {
    display: grid;
    /* A long line of JSON scrolls in its own box. */
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 4px 16px 16px 40px;
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .items {
    display: grid;
    gap: 8px;
  }
  .item {
    display: grid;
    gap: 2px;
    padding: 8px 12px;
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    overflow-wrap: anywhere;
  }
  .item .head {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    font-weight: 500;
  }
  .item .pill {
    align-self: start;
  }
  .mono,
  pre {
    font-family: var(--chasqui-font-mono);
    font-size: 12px;
  }
  .muted {
    color: var(--chasqui-text-2);
  }
  pre {
    margin: 0;
    max-block-size: 280px;
    overflow: auto;
    padding: 12px;
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    white-space: pre;
    direction: ltr;
    text-align: left;
    tab-size: 2;
  }
  .details .result {
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
`;
