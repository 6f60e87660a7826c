import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    flex: none;
    border-block-start: 1px solid var(--chasqui-border);
    background: var(--chasqui-bg);
  }
  .bar {
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: end;
    gap: 8px;
    padding: 8px;
    margin: 0;
  }
  chasqui-attachment-tray {
    grid-column: 1 / -1;
  }
  input,
  chasqui-menu {
    grid-column: 1;
  }
  .attach {
    inline-size: 36px;
    block-size: 36px;
  }
  .attach[disabled] {
    opacity: 0.4;
    cursor: default;
  }
  textarea {
    min-inline-size: 0;
    min-block-size: 36px;
    max-block-size: 136px;
    padding: 7px 15px;
    border: 1px solid transparent;
    border-radius: 18px;
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text);
    resize: none;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--chasqui-text-3);
    opacity: 1;
  }
  textarea:focus-visible {
    outline: none;
    border-color: var(--chasqui-border-control);
    box-shadow: inset 0 0 0 1px var(--chasqui-border-control);
    background: var(--chasqui-bg);
  }
  textarea[aria-invalid='true'] {
    border-color: var(--chasqui-bad);
  }
  .send {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    cursor: pointer;
    transition: background-color var(--chasqui-dur-1) var(--chasqui-ease);
  }
  .send:hover {
    background: var(--chasqui-accent-hover);
  }
  .send:active {
    background: var(--chasqui-accent-active);
  }
  .send[aria-disabled='true'] {
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-3);
    cursor: default;
  }
  .send:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .countdown {
    order: -1;
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 6px;
    padding-inline: 8px;
    color: var(--chasqui-warn-text);
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .countdown.bad {
    color: var(--chasqui-bad-text);
  }
  .counter,
  .hint {
    grid-column: 1 / -1;
    padding-inline: 8px;
    color: var(--chasqui-text-3);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    text-align: end;
  }
  .counter.over {
    color: var(--chasqui-bad-text);
  }
  /* Above the field's row, which must stay one row. */
  .counter,
  .hint {
    order: -1;
  }
  .closed {
    display: flex;
    gap: 12px;
    padding: 16px;
  }
  .closed .disc {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-2);
  }
  .closed .kept {
    display: -webkit-box;
    margin-block-start: 6px;
    overflow: hidden;
    font-style: italic;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .closed .button {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    margin-block-start: 12px;
  }
  .closed h2 {
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .closed p {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
  }
  @media (pointer: coarse) {
    textarea {
      min-block-size: 44px;
      padding-block: 11px;
      border-radius: 22px;
    }
    .attach,
    .send {
      inline-size: 44px;
      block-size: 44px;
    }
    .hint {
      display: none;
    }
  }
`;
