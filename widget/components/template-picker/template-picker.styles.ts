import { css } from 'lit';

export const templatePickerStyles = css`
  :host {
    position: absolute;
    inset: 0;
    z-index: var(--chasqui-z-sheet);
    display: flex;
    flex-direction: column;
    padding-block-start: 56px;
    background: var(--chasqui-scrim);
  }
  .sheet {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    border-start-start-radius: var(--chasqui-radius-xl);
    border-start-end-radius: var(--chasqui-radius-xl);
    background: var(--chasqui-bg);
    box-shadow: var(--chasqui-shadow-3);
    overflow: hidden;
    animation: chasqui-rise var(--chasqui-dur-3) var(--chasqui-ease);
  }
  @keyframes chasqui-rise {
    from {
      transform: translateY(24px);
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-block-size: 52px;
    padding-inline: 16px 12px;
  }
  .back {
    margin-inline-start: -8px;
  }
  .back:dir(rtl) svg {
    transform: scaleX(-1);
  }
  h2 {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .search {
    margin: 0 12px 8px;
    padding-inline: 12px;
  }
  .chips {
    padding: 0 12px 8px;
  }
  .list {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 12px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .option {
    display: grid;
    gap: 2px;
    inline-size: 100%;
    padding: 8px;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .option:hover {
    background: var(--chasqui-bg-subtle);
  }
  .option.active {
    background: var(--chasqui-accent-soft);
  }
  .option[aria-disabled='true'] {
    cursor: default;
  }
  .option[aria-disabled='true'].active {
    background: var(--chasqui-bg-muted);
  }
  .top {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 8px;
  }
  .top strong {
    min-inline-size: 0;
    font-weight: 600;
  }
  .option[aria-disabled='true'] strong {
    color: var(--chasqui-text-2);
  }
  .category {
    flex: none;
    padding: 2px 8px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-av-8);
    color: var(--chasqui-av-8-text);
    font: 500 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .category.utility {
    background: var(--chasqui-info-soft);
    color: var(--chasqui-info-text);
  }
  .category.marketing {
    background: var(--chasqui-av-3);
    color: var(--chasqui-av-3-text);
  }
  .text {
    display: -webkit-box;
    overflow: hidden;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .facts {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .reason {
    color: var(--chasqui-warn-text);
  }
  .wait,
  .empty,
  .problem {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    padding: 48px 32px 24px;
    color: var(--chasqui-text-2);
    text-align: center;
    overflow-wrap: anywhere;
  }
  .empty h3 {
    color: var(--chasqui-text);
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
  }
  .empty p {
    max-inline-size: 320px;
    text-wrap: balance;
  }
  .problem {
    padding-block: 16px;
  }
  footer {
    display: flex;
    justify-content: center;
    flex: none;
    padding: 8px 16px;
    border-block-start: 1px solid var(--chasqui-border);
  }
  @media (forced-colors: active) {
    .option.active {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .category {
      border: 1px solid CanvasText;
    }
  }
`;
