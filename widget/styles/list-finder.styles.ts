import { css } from 'lit';

/** What finds something in a long list: a `.search` field, and `.chip`s that filter. */
export const listFinderStyles = css`
  .search {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    block-size: 36px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-3);
  }
  .search:focus-within {
    outline: 2px solid var(--chasqui-focus);
    outline-offset: -2px;
    background: var(--chasqui-bg);
  }
  .search input {
    flex: 1;
    min-inline-size: 0;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--chasqui-text);
  }
  .search input::placeholder {
    color: var(--chasqui-text-3);
    opacity: 1;
  }
  .chips {
    display: flex;
    flex: none;
    gap: 6px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    flex: none;
    block-size: 28px;
    padding: 0 11px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-full);
    background: none;
    color: var(--chasqui-text-2);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    cursor: pointer;
  }
  .chip:hover {
    background: var(--chasqui-bg-subtle);
  }
  .chip:focus-visible {
    outline-offset: 0;
  }
  .chip[aria-pressed='true'] {
    border-color: transparent;
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent-text);
  }
  @media (pointer: coarse) {
    .search {
      block-size: 44px;
    }
    .chip {
      block-size: 36px;
    }
  }
`;
