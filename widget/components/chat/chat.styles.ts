import { css } from 'lit';

export const chatStyles = css`
  :host {
    display: block;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .chat {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    background: var(--chasqui-bg-canvas);
  }
  .under {
    display: contents;
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    block-size: 56px;
    padding-inline: 8px 12px;
    border-block-end: 1px solid var(--chasqui-border);
    background: var(--chasqui-bg);
    z-index: var(--chasqui-z-header);
  }
  .back {
    display: var(--chasqui-back-display, inline-grid);
  }
  .back:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .who {
    flex: 1;
    min-inline-size: 0;
    margin-inline-start: 4px;
  }
  h2,
  .handle {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 {
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .who p {
    display: flex;
    overflow: hidden;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    white-space: nowrap;
  }
  /* Where room is short the number gives way: the details have it in full. */
  .handle {
    flex: 0 1 auto;
    min-inline-size: 0;
  }
  .window,
  .fact {
    flex: none;
  }
  .handle + *::before,
  .fact::before {
    content: '·';
    margin-inline: 4px;
  }
  .window chasqui-window-ring {
    vertical-align: -3px;
    margin-inline-end: 2px;
  }
  .log {
    flex: 1;
    min-block-size: 0;
    padding: 12px;
    overflow: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  /* Few messages stand at the bottom, beside the field. */
  .items {
    position: relative;
    display: flow-root;
    margin-block-start: auto;
  }
  chasqui-bubble {
    margin-block-start: 2px;
  }
  chasqui-bubble[first] {
    margin-block-start: 8px;
  }
  .number {
    flex: none;
    align-self: start;
    max-inline-size: calc(100% - 16px);
    margin: 6px 8px;
  }
  .pill {
    inline-size: fit-content;
    margin: 12px auto 8px;
    padding: 5px 12px;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bg);
    color: var(--chasqui-text-2);
    box-shadow: var(--chasqui-shadow-1);
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-block: 12px 8px;
    color: var(--chasqui-accent-text);
    font: 600 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: var(--chasqui-accent);
    opacity: 0.6;
  }
  .top {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    min-block-size: 40px;
    padding: 12px;
    color: var(--chasqui-text-2);
  }
  .jump-place {
    position: relative;
    z-index: var(--chasqui-z-pill);
    block-size: 0;
  }
  .jump {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 12px;
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 32px;
    block-size: 32px;
    padding: 0 7px;
    border: 0;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-accent-text);
    box-shadow: var(--chasqui-shadow-2);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    cursor: pointer;
  }
  .quote-strip {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    padding: 8px 8px 0;
    border-block-start: 1px solid var(--chasqui-border);
    background: var(--chasqui-bg);
  }
  .quote-strip .quote {
    flex: 1;
    background: var(--chasqui-bg-muted);
  }
  .quote-strip + chasqui-composer {
    border-block-start: 0;
  }
  .block-notice {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    padding: 8px 16px;
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .block-notice .button {
    flex: none;
  }
  .notice {
    padding: 8px 16px;
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .drop {
    position: absolute;
    inset: 8px;
    z-index: 2;
    display: grid;
    gap: 8px;
    place-content: center;
    justify-items: center;
    border: 2px dashed var(--chasqui-accent);
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-bg);
    color: var(--chasqui-accent-text);
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
    opacity: 0.94;
    pointer-events: none;
  }
`;
