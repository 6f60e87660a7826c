import { css } from 'lit';

export const conversationListStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--chasqui-bg);
  }
  .search {
    margin: 8px 12px 0;
    padding-inline: 12px 4px;
  }
  .search kbd {
    inline-size: 20px;
    block-size: 20px;
    margin-inline-end: 4px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-xs);
    background: var(--chasqui-bg);
    font: 400 12px/18px var(--chasqui-font);
    text-align: center;
  }
  .search .clear {
    inline-size: 28px;
    block-size: 28px;
  }
  .chips {
    padding: 8px 12px;
  }
  .chips chasqui-number-choice {
    flex: none;
    max-inline-size: 150px;
  }
  .count {
    color: var(--chasqui-text-3);
    font-weight: 400;
  }
  .chip[aria-pressed='true'] .count {
    color: inherit;
  }
  .scroller {
    --chasqui-row-height: 60px;
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
  }
  .skeleton {
    padding: 0 16px;
  }
  .bone-row {
    display: flex;
    align-items: center;
    gap: 16px;
    block-size: 60px;
  }
  .bone-row span {
    flex: 1;
    display: grid;
    gap: 10px;
  }
  .bone-row i {
    display: block;
    block-size: 10px;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bg-muted);
    animation: chasqui-pulse 1.6s ease-in-out infinite;
  }
  .bone-row i + i {
    inline-size: 70%;
  }
  .bone-row span i:first-child {
    inline-size: 40%;
  }
  .bone-row .disc {
    inline-size: 40px;
    block-size: 40px;
  }
  .empty,
  .problem {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 4px;
    padding: 72px 40px 24px;
    text-align: center;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .empty .art {
    display: grid;
    place-items: center;
    inline-size: 80px;
    block-size: 80px;
    margin-block-end: 20px;
    border-radius: 50%;
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent);
  }
  .empty h2 {
    color: var(--chasqui-text);
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .empty p {
    max-inline-size: 280px;
    text-wrap: balance;
  }
  .empty .button,
  .problem .button {
    margin-block-start: 20px;
  }
  .notice {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 16px;
    z-index: var(--chasqui-z-toast);
    padding: 10px 16px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg-inverse);
    color: var(--chasqui-text-inverse);
    box-shadow: var(--chasqui-shadow-2);
  }
  @media (pointer: coarse) {
    .scroller {
      --chasqui-row-height: 68px;
    }
    .search kbd {
      display: none;
    }
  }
`;
