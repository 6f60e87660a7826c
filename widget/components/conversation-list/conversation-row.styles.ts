import { css } from 'lit';

export const conversationRowStyles = css`
  :host {
    position: relative;
    display: block;
    padding-inline: 8px;
  }
  .row {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    block-size: var(--chasqui-row-height, 60px);
    padding: 0 8px;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  :host(:hover) .row {
    background: var(--chasqui-bg-subtle);
  }
  :host([selected]) .row {
    background: var(--chasqui-accent-soft);
  }
  /* Groups have no window. */
  .ringless {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
  }
  .lines {
    flex: 1;
    min-inline-size: 0;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 20px;
  }
  .name {
    min-inline-size: 0;
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pin {
    color: var(--chasqui-text-3);
  }
  .number {
    flex: none;
    margin-inline-start: auto;
    padding-inline: 5px;
    border-radius: var(--chasqui-radius-xs);
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-3);
    font: 500 var(--chasqui-fs-1) var(--chasqui-font);
  }
  .time {
    margin-inline-start: auto;
    flex: none;
    color: var(--chasqui-text-3);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .number + .time {
    margin-inline-start: 6px;
  }
  .preview {
    display: flex;
    flex: 1;
    gap: 4px;
    align-items: center;
    min-inline-size: 0;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
    white-space: nowrap;
  }
  .preview chasqui-delivery-ticks,
  .preview .bad {
    flex: none;
  }
  .words {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .bad {
    color: var(--chasqui-bad-text);
  }
  .unread .name {
    font-weight: 600;
  }
  .unread .time {
    color: var(--chasqui-accent-text);
    font-weight: 500;
  }
  .unread .preview {
    color: var(--chasqui-text);
  }
  .badge {
    flex: none;
    min-inline-size: 18px;
    block-size: 18px;
    padding: 0 5px;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    font: 600 11px/18px var(--chasqui-font);
    text-align: center;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    flex: none;
    block-size: 18px;
    padding: 0 6px;
    border-radius: var(--chasqui-radius-full);
    font: 500 11px/18px var(--chasqui-font);
  }
  .chip.warn {
    background: var(--chasqui-warn-soft);
    color: var(--chasqui-warn-text);
  }
  .chip.bad {
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
  }
  .more {
    position: absolute;
    inset-block-end: 6px;
    inset-inline-end: 12px;
    display: none;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-2);
    cursor: pointer;
  }
  @media (hover: hover) {
    :host(:hover) .more {
      display: grid;
    }
    :host(:hover) .line + .line {
      padding-inline-end: 28px;
    }
  }
`;
